"""A mail server for tests: speaks SMTP on a real port, keeps what it is given, and can refuse or fail on command."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple


class Letter(NamedTuple):
    """What the server took: the envelope's address, and the message."""

    to: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        return self.message["Subject"].strip()  # a long one is folded before its first word

    @property
    def text(self) -> str:
        return self.message.get_content().replace("\r\n", "\n")


class Talk(socketserver.StreamRequestHandler):
    """One client. The server answers the words that smtplib says, and no others."""

    def handle(self):
        if self.server.is_down:
            return self.say("421 Closed for the day")
        self.say("220 sink")
        self.recipient = None
        while line := self.rfile.readline():
            word = line.decode().strip().upper().split(" ")[0].split(":")[0]
            answer = getattr(self, f"on_{word.lower()}", None)
            if answer is None:
                self.say("502 Never heard")
            elif answer(line.decode()) is False:
                return None

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def on_ehlo(self, line):
        self.say("250-sink\r\n250 SMTPUTF8")

    def on_mail(self, line):
        self.say("250 OK")

    def on_rcpt(self, line):
        address = line.partition("<")[2].partition(">")[0]
        if code := self.server.refused.get(address):
            return self.say(f"{code} Nobody of that name")
        self.recipient = address
        self.say("250 OK")

    def on_rset(self, line):
        self.recipient = None
        self.say("250 OK")

    def on_noop(self, line):
        self.say("250 OK")

    def on_data(self, line):
        self.say("354 Go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.server.is_full:
            return self.say("452 No room")
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.letters.append(Letter(self.recipient, message))
        self.server.when_taken()
        self.say("250 Taken")

    def on_quit(self, line):
        self.say("221 Bye")
        return False


class SmtpSink(socketserver.ThreadingTCPServer):
    """`refused` names addresses with the code of the refusal; `is_down` turns everybody away; `is_full` says so after
    each message; `when_taken` is called when a letter is kept and its sender does not know yet."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Talk)
        self.letters: list[Letter] = []
        self.refused: dict[str, int] = {}
        self.is_down = self.is_full = False
        self.when_taken = lambda: None

    @property
    def port(self) -> int:
        return self.server_address[1]

    def handle_error(self, request, client_address):
        """A client that went away in the middle of a sentence is what some tests are about."""


@contextmanager
def running():
    with SmtpSink() as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join()
