/* Screens of the desk: J and K walk through what waits, unless somebody is typing. */
(() => {
  const checks = document.querySelector("[data-checks]");
  if (!checks) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=radio]), textarea, select, [contenteditable]")) return;
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (!step) return;
    const waiting = [...checks.querySelectorAll("[data-waits]")];
    const place = waiting.indexOf(document.activeElement.closest("[data-waits]"));
    const next = waiting[place + step] || waiting[step > 0 ? 0 : waiting.length - 1];
    if (next) {
      event.preventDefault();
      next.focus();
      next.scrollIntoView({ block: "center" });
    }
  });
})();
