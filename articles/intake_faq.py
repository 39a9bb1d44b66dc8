"""Which answer belongs to which question?

Reads an FAQ: Q: and A: with answers of several paragraphs, or questions that only end in a question
mark with their answers below. A question without an answer, and the other way round, is a problem
that is told; the words are kept in the pair.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from articles.intake_lines import (
    HASHES,
    NUMBER,
    SIGN,
    SPACE_OR_UNSEEN,
    Line,
    Problem,
    blank,
    ends_sentence,
    is_rule,
    plain,
)
from articles.intake_rows import paragraphs

QUESTION, ANSWER, TEXT = "question", "answer", "text"
ROLE = re.compile(r"(?P<role>q|a|question|answer)\s?\d{0,3}\s*[:：]\s*(?P<text>.*)", re.IGNORECASE)
ANSWER_BEHIND = re.compile(r"(?<=[?？؟])\s+A\s?\d{0,3}:\s+")
QUESTION_MARKS = ("?", "？", "؟")
LONGEST_QUESTION = 300  # characters, for a question that only its question mark gives away


class Pair(NamedTuple):
    """A question and its answer; either is "" where the text had none."""

    question: str
    answer: str


class Part(NamedTuple):
    """A line of an FAQ and what it is: the start of a question, of an answer, or more of the same."""

    line: int
    role: str
    text: str


@dataclass
class Faq:
    """The pairs of one FAQ section, the line each begins on, and what was wrong."""

    pairs: list[Pair] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    unplaced: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    question: list[Line] = field(default_factory=list)
    answer: list[Line] = field(default_factory=list)

    def begin_answer(self, part: Part) -> None:
        if self.answer:
            self.close()
        self.answer = [Line(part.line, part.text)]

    def go_on(self, part: Part, answer_follows: bool) -> None:
        """A line without a mark: more of the answer, more of the question, or its unmarked answer."""
        empty = blank(part.text)
        if self.answer:
            self.answer.append(Line(part.line, part.text))
        elif not self.question:
            self.unplaced.extend([] if empty else [Line(part.line, part.text.strip())])
        elif not answer_follows and self.is_asked():
            self.answer = [] if empty else [Line(part.line, part.text)]
        elif not (empty and blank(self.question[-1].text)):
            self.question.append(Line(part.line, part.text))

    def is_asked(self) -> bool:
        """Has the question come to its end: a question mark, or a blank line below it?"""
        last = self.question[-1].text
        return last.rstrip().endswith(QUESTION_MARKS) or (blank(last) and len(self.question) > 1)

    def close(self) -> None:
        """Put the pair away."""
        question = plain(" ".join(text for _, text in self.question))
        answer = "\n\n".join(text for _, text in paragraphs(self.answer, signs=True))
        begin = (self.question or self.answer or [Line(0, "")])[0].line
        if question and not answer:
            self.problems.append(Problem(begin, "This question has no answer."))
        if answer and not question:
            self.problems.append(Problem(self.answer[0].line, "This answer has no question."))
        if question or answer:
            self.pairs.append(Pair(question, answer))
            self.lines.append(begin)
        self.question, self.answer = [], []


def read_faq(lines: list[Line]) -> Faq:
    """Pair the questions of one FAQ section with their answers."""
    parts = [part for line in lines for part in marked(line)]
    if all(part.role == TEXT for part in parts):
        parts = by_question_marks(lines)
    follows = answer_follows(parts)
    faq = Faq()
    for part, answered in zip(parts, follows, strict=True):
        if part.role == QUESTION:
            faq.close()
            faq.question = [Line(part.line, part.text)]
        elif part.role == ANSWER:
            faq.begin_answer(part)
        else:
            faq.go_on(part, answered)
    faq.close()
    return faq


def marked(line: Line) -> list[Part]:
    """The Q: or A: that a line begins with; a question may carry its answer on the same line."""
    if is_rule(line.text):
        return [Part(line.line, TEXT, "")]
    bare = unmarked(line.text[:24])
    if bare[:1] not in ("q", "Q", "a", "A") or not (found := ROLE.match(unmarked(plain(line.text)))):
        return [Part(line.line, TEXT, line.text)]
    if found["role"][0] in "aA":
        return [Part(line.line, ANSWER, found["text"])]
    question, *answer = ANSWER_BEHIND.split(found["text"], maxsplit=1)
    return [Part(line.line, QUESTION, question), *(Part(line.line, ANSWER, text) for text in answer)]


def unmarked(text: str) -> str:
    """A line without bullet, number, heading signs and the stars of bold at its beginning."""
    text = text.lstrip(SPACE_OR_UNSEEN)
    for sign in (SIGN, NUMBER, HASHES):
        text = sign.sub("", text, count=1) if sign.match(text) else text
    return text.lstrip("*_ ")


def by_question_marks(lines: list[Line]) -> list[Part]:
    """Without a single Q: or A:, a line that ends in a question mark and doesn't go on with a sentence asks."""
    parts, above = [], ""
    for line in lines:
        text = "" if is_rule(line.text) else line.text
        asks = text.rstrip().rstrip("*_ ").endswith(QUESTION_MARKS) and len(text) <= LONGEST_QUESTION
        if asks and (blank(above) or ends_sentence(above) or text.lstrip()[:1] in "#*-–•"):
            parts.append(Part(line.line, QUESTION, unmarked(plain(text))))
        else:
            parts.append(Part(line.line, TEXT, text))
        above = text
    return parts


def answer_follows(parts: list[Part]) -> list[bool]:
    """For each part: is the next mark after it an A: ?"""
    follows, answered = [], False
    for part in reversed(parts):
        follows.append(answered)
        if part.role != TEXT:
            answered = part.role == ANSWER
    return follows[::-1]
