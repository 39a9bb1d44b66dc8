/* New brief from text: asks the server what it understands while somebody pastes or types. */
(() => {
  const form = document.querySelector("[data-paste]");
  const text = form?.querySelector("textarea");
  if (!text) return;
  let timer;
  let asked = 0;

  const ask = async () => {
    const mine = ++asked;
    const body = new FormData(form);
    body.delete("make");
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (mine === asked && answer.ok) form.querySelector("[data-reading]").innerHTML = await answer.text();
  };

  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  });
  if (text.value.trim()) ask();
})();
