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

/* A press of Save waits for the autosave that is under way, which moves the form to a newer version, and lets no other
   begin: else the editor would overtake itself, and the press would be refused as coming from an old tab. */
(() => {
  const PATIENCE = 10_000; // milliseconds; then the press goes out, and the server compares
  let isUnderWay = false;
  let press = null;

  const goOn = () => {
    isUnderWay = false;
    const waiting = press;
    press = null;
    waiting?.();
  };

  const hold = (form, button) => {
    if (button?.name) {
      const input = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
      form.append(input);
    }
    press = () => form.requestSubmit();
    setTimeout(goOn, PATIENCE);
  };

  document.addEventListener("w-autosave:save", (event) => { isUnderWay = isUnderWay || !event.defaultPrevented; });
  document.addEventListener("w-autosave:success", goOn);
  document.addEventListener("w-autosave:error", goOn);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-edit-form]")) return;
    form.dataset.wAutosaveActiveValue = "false";
    if (!isUnderWay) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!press) hold(form, event.submitter);
  }, true);

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("form[data-edit-form]");
    // Wagtail's windows for a review send the form in a way that nobody hears
    if (form) form.submit = () => form.requestSubmit();

    // Wagtail's warning says that going on overwrites the other text. Here it leads to the comparison
    const words = document.querySelector("[data-both-are-shown]")?.textContent;
    const warning = document.querySelector("#subtitle-w-save-confirmation-dialog");
    if (words && warning) {
      new MutationObserver(() => {
        if (warning.textContent !== words) warning.textContent = words;
      }).observe(warning, { childList: true, characterData: true, subtree: true });
    }
  });
})();
