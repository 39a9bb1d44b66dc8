/* The desk board: stays fresh, moves by drag and by key. Without it every move is a button in a form. */
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const said = document.querySelector("[data-said]");
  const EVERY = 5000; // milliseconds between two looks at what others did
  let seen = null;
  let dragged = null;
  let busy = false;

  const say = (words) => { said.textContent = ""; window.setTimeout(() => { said.textContent = words; }, 50); };
  const places = () => new Map([...board.querySelectorAll("[data-card]")].map((card) => [card.dataset.card, card.closest("[data-stage]")]));
  const column = (stage) => board.querySelector(`[data-stage="${CSS.escape(stage)}"]`);
  const title = (section) => section?.querySelector("h2")?.firstChild.textContent.trim() || "";

  /* What somebody is in the middle of: open menus, typed words, the focus. */
  const remember = () => ({
    open: [...board.querySelectorAll("details[open]")].map((menu) => menu.id),
    typed: [...board.querySelectorAll("textarea[id], input[id]")].filter((box) => box.value).map((box) => [box.id, box.value]),
    focus: document.activeElement && board.contains(document.activeElement) ? document.activeElement : null,
  });
  const restore = (kept, path) => {
    kept.open.forEach((id) => { const menu = document.getElementById(id); if (menu) menu.open = true; });
    kept.typed.forEach(([id, value]) => { const box = document.getElementById(id); if (box) box.value = value; });
    path?.();
  };
  const way = (element) => {
    const card = element?.closest("[data-card]");
    if (!card) return null;
    const all = [...card.querySelectorAll("a, button, summary, textarea, input")];
    const place = all.indexOf(element);
    const id = card.id;
    return () => {
      const again = document.getElementById(id);
      const target = again && [...again.querySelectorAll("a, button, summary, textarea, input")][place];
      (target || again?.querySelector("[data-open]"))?.focus({ preventScroll: true });
    };
  };

  const refresh = async (mine) => {
    if (busy || dragged || document.hidden) return;
    busy = true;
    try {
      const url = new URL(board.dataset.url, window.location.href);
      url.searchParams.set("columns", "1");
      const answer = await fetch(url, { headers: seen ? { "If-None-Match": seen } : {}, credentials: "same-origin" });
      if (answer.status !== 200 || dragged) return;
      seen = answer.headers.get("ETag");
      const before = places();
      const stages = new Map([...before].map(([key, section]) => [key, section.dataset.stage]));
      const kept = remember();
      const path = way(kept.focus);
      board.innerHTML = await answer.text();
      restore(kept, path);
      if (mine) return;
      const moved = [...places()].filter(([key, section]) => stages.has(key) && stages.get(key) !== section.dataset.stage);
      if (moved.length) say(moved.map(([key, section]) => `${document.getElementById(`card-${key}`).dataset.headline}: ${title(section)}`).join(". "));
    } catch (error) {
      console.warn("The board could not be refreshed.", error);
    } finally {
      busy = false;
    }
  };
  window.setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

  const send = async (form, to) => {
    const body = new FormData(form);
    body.set("to", to);
    const card = form.closest("[data-card]");
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, credentials: "same-origin" });
    const told = await answer.json().catch(() => ({ message: answer.statusText }));
    card.classList.toggle("nr-card--refused", !answer.ok);
    await refresh(true);
    const again = document.getElementById(card.id);
    if (!answer.ok && again) {
      let note = again.querySelector(".nr-refusal");
      if (!note) { note = document.createElement("p"); note.className = "nr-refusal"; again.prepend(note); }
      note.textContent = told.message;
    } else if (again) {
      again.querySelector("details")?.removeAttribute("open");
    }
    say(told.message);
    again?.querySelector("[data-open]")?.focus({ preventScroll: true });
  };
  board.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-to]");
    if (!form) return;
    event.preventDefault();
    send(form, form.dataset.to);
  });

  /* Dragging is the same as the button; a move that needs words opens its menu instead. */
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-card]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.card);
    dragged.dataset.moves.split(" ").filter(Boolean).forEach((stage) => column(stage)?.classList.add("nr-col--open"));
  });
  const settle = () => {
    board.querySelectorAll(".nr-col--open").forEach((section) => section.classList.remove("nr-col--open"));
    dragged = null;
  };
  board.addEventListener("dragend", settle);
  board.addEventListener("dragover", (event) => { if (event.target.closest(".nr-col--open")) event.preventDefault(); });
  board.addEventListener("drop", (event) => {
    const to = event.target.closest(".nr-col--open")?.dataset.stage;
    const card = dragged;
    settle();
    if (!to || !card) return;
    event.preventDefault();
    const form = card.querySelector(`form[data-to="${CSS.escape(to)}"]`);
    const words = form.querySelector("textarea, input[type=datetime-local]");
    if (!words) { send(form, to); return; }
    card.querySelector("details").open = true;
    words.focus();
  });

  /* Single keys, unless somebody types or has switched shortcuts off in their account. */
  const enabled = window.wagtailConfig?.KEYBOARD_SHORTCUTS_ENABLED !== false;
  if (!enabled) { document.querySelector("[data-keys]")?.remove(); return; }
  const links = (section) => [...section.querySelectorAll("[data-open]")];
  const sections = () => [...board.querySelectorAll("[data-stage]")].filter((section) => links(section).length);
  const go = (link) => { link?.focus(); link?.scrollIntoView({ block: "nearest", inline: "nearest" }); };
  const KEYS = {
    j: (link, section) => go(links(section)[links(section).indexOf(link) + 1] || link),
    k: (link, section) => go(links(section)[links(section).indexOf(link) - 1] || link),
    l: (link, section) => { const all = sections(); go(links(all[all.indexOf(section) + 1] || section)[0]); },
    h: (link, section) => { const all = sections(); go(links(all[all.indexOf(section) - 1] || section)[0]); },
    m: (link) => { const menu = link.closest("[data-card]").querySelector("details"); if (menu) { menu.open = true; menu.querySelector("textarea, input:not([type=hidden]), button")?.focus(); } },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    if (key === "n") { document.querySelector('[data-key="n"]')?.click(); return; }
    if (key === "escape") { const menu = document.activeElement.closest("details[open]"); if (menu) { menu.open = false; menu.querySelector("summary").focus(); } return; }
    if (!KEYS[key]) return;
    event.preventDefault();
    const card = document.activeElement.closest("[data-card]");
    if (!card) { go(links(sections()[0] || board)[0]); return; }
    KEYS[key](card.querySelector("[data-open]"), card.closest("[data-stage]"));
  });
})();
