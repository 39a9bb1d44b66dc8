/* The form of a source looks its address up: what the page says of itself goes into fields that nobody has filled in. */
(() => {
  const EVERY = 1000; // milliseconds between two questions
  const PATIENCE = 60; // questions

  class Lookup extends window.StimulusModule.Controller {
    static targets = ["status"];
    static values = { url: String, poll: String };

    connect() {
      this.filled = {};
      this.asked = "";
      if (this.pollValue) this.poll((this.polled = this.pollValue), PATIENCE);
    }

    disconnect() {
      this.stop();
    }

    /* The form is sent, or gone, or its address is another one: what is still asked does not matter any more. */
    stop() {
      clearTimeout(this.timer);
      this.asked = "";
      this.polled = "";
    }

    field(name) {
      return this.element.querySelector(`[name$="${CSS.escape(name)}"]`);
    }

    changed({ target }) {
      if (target === this.field("url_as_typed")) this.ask(target.value.trim());
    }

    async ask(url) {
      if (url === this.asked) return;
      this.stop();
      this.empty();
      if (!url) return;
      this.asked = url;
      const body = new FormData();
      body.set("url", url);
      const token = document.querySelector("[name=csrfmiddlewaretoken]");
      const answer = await this.fetch(this.urlValue, { method: "POST", body, headers: { "X-CSRFToken": token?.value } });
      if (this.asked !== url) return;
      if (!answer) {
        this.asked = ""; // the same address may be asked for again
        return;
      }
      if (answer.state === "known" && this.element.hasAttribute("data-chooser-modal-creation-form")) {
        this.element.requestSubmit(); // the server answers with the offer to use what exists
        return;
      }
      this.show(answer, PATIENCE);
    }

    async poll(url, left) {
      const answer = await this.fetch(url);
      if (answer && url === this.polled) this.show(answer, left);
    }

    async fetch(url, options) {
      try {
        const answer = await fetch(url, options);
        return answer.ok ? await answer.json() : null;
      } catch {
        return null; // the form works without it
      }
    }

    show({ state, message, fields, poll }, left) {
      if (this.hasStatusTarget && this.statusTarget.textContent !== message) this.statusTarget.textContent = message;
      if (state === "ready") Object.entries(fields).forEach(([name, value]) => this.fill(name, value));
      this.polled = poll;
      if (state === "waiting" && left > 1) this.timer = setTimeout(() => this.poll(poll, left - 1), EVERY);
    }

    /* What somebody typed or chose stays. */
    fill(name, value) {
      const field = this.field(name);
      const empty = (field?.matches("select") && field.querySelector("[selected]")?.value) || "";
      if (!field || field.value !== empty) return;
      field.value = value;
      this.filled[name] = { value, empty };
    }

    /* What another page said of itself goes, unless somebody has made it their own. */
    empty() {
      for (const [name, { value, empty }] of Object.entries(this.filled)) {
        const field = this.field(name);
        if (field?.value === value) field.value = empty;
      }
      this.filled = {};
    }
  }

  window.wagtail.app.register("lookup", Lookup);
})();
