/* The story editor: readiness points lead to their field; a claim shows the fields that its standing needs. */
(() => {
  const field = (name) => document.querySelector(`[data-edit-form] [name="${CSS.escape(name)}"]`);

  const claimRow = (uid) => {
    const inputs = document.querySelectorAll('[data-edit-form] input[name$="-uid"]');
    return [...inputs].find((input) => uid && input.value === uid)?.closest("[data-inline-panel-child]");
  };

  const row = (place) => {
    const match = /^([a-z_]+)-(\d+)$/.exec(place);
    if (!match) return null;
    const rows = [...document.querySelectorAll(`[id^="inline_child_${match[1]}-"]`)].filter(
      (child) => child.id.split("-").length === 2 && !child.classList.contains("deleted"),
    );
    return rows[Number(match[2])];
  };

  const section = (name) => document.querySelector(`[data-edit-form] [id$="-${CSS.escape(name)}-section"]`);

  const find = (place, uid) => claimRow(uid) || row(place) || field(place) || field(`${place}-0-value`) || section(place);

  const reveal = (target) => {
    const tab = target.closest('[role="tabpanel"]');
    if (tab?.hidden) document.querySelector(`[role="tab"][href="#${CSS.escape(tab.id)}"]`)?.click();
    target.closest("[data-panel]")?.querySelector('[data-panel-toggle][aria-expanded="false"]')?.click();
    if (window.innerWidth < 800) document.querySelector('[data-side-panel-toggle="readiness"][aria-expanded="true"]')?.click();
    target.scrollIntoView({ block: "center" });
    const fields = 'input:not([type="hidden"], [disabled]), textarea:not([hidden], [disabled]), select, [contenteditable="true"]';
    const control = target.matches(fields) ? target : target.querySelector(fields) || target.querySelector("button");
    control?.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-goto]");
    if (!link) return;
    event.preventDefault();
    const source = /^source:(\d+)$/.exec(link.dataset.goto);
    if (source) {
      window.open(link.dataset.source || `../../../snippets/sources/source/edit/${source[1]}/`, "_blank");
      return;
    }
    const target = find(link.dataset.goto, link.dataset.gotoUid);
    if (target) reveal(target);
  });

  const follow = (select) => {
    const claim = select.closest("[data-inline-panel-child]");
    if (claim) claim.dataset.standing = select.value;
  };
  const followAll = (root) => root.querySelectorAll('select[name$="-standing"]').forEach(follow);

  document.addEventListener("change", (event) => {
    if (event.target.matches?.('select[name$="-standing"]')) follow(event.target);
  });
  document.addEventListener("DOMContentLoaded", () => {
    followAll(document);
    const claims = document.querySelector("#id_claims-FORMS");
    if (claims) new MutationObserver(() => followAll(claims)).observe(claims, { childList: true });
  });
})();
