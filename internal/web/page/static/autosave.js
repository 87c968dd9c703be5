// Saves a form by itself while it is filled in. The form works without this
// file: its button does the same. A form that wants it says so:
//
//   data-autosave  address that takes the fields and answers
//                  {"said": …, "revision": n}, or {"said": …} with an error
//
// and carries its messages in data-said-*. One save is under way at a time;
// what was typed meanwhile goes with the next. What could not be saved stays
// in the form, is said to be unsaved, and is tried again.

const pause = 1200; // milliseconds after the last key
const again = 10000; // milliseconds after a failure of the line
const patience = 20000; // milliseconds for one save

class Autosave {
  constructor(form) {
    this.form = form;
    this.place = form.querySelector("[data-said]");
    this.revision = form.elements.namedItem("revision");
    this.typed = 0; // counts changes
    this.saved = 0; // as far as the server has them
    this.words = this.fields(); // as of the last change
    this.running = null;
    this.leaving = false;
    form.addEventListener("input", () => this.touched(pause));
    form.addEventListener("change", () => this.touched(0));
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.schedule(0));
    window.addEventListener("pageshow", () => (this.leaving = false));
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty && !this.leaving) event.preventDefault();
    });
  }

  get dirty() {
    return this.typed !== this.saved;
  }

  // Leaving a text field tells once more of what was typed in it long ago;
  // that is no change, and must not hold up who goes on to another page.
  touched(wait) {
    const words = this.fields();
    if (words !== this.words) this.typed++;
    this.words = words;
    if (this.dirty) this.schedule(wait);
  }

  fields() {
    const fields = new URLSearchParams(new FormData(this.form));
    fields.delete("revision");
    return fields.toString();
  }

  schedule(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  say(words, unsaved) {
    this.place.textContent = words;
    this.place.toggleAttribute("data-unsaved", unsaved);
  }

  save() {
    if (this.running || !this.dirty || this.leaving) return;
    const upTo = this.typed;
    this.running = this.send(upTo).then((retry) => {
      this.running = null;
      if (this.typed !== upTo) this.schedule(pause);
      else if (retry) this.schedule(again);
    });
  }

  // send resolves to true when the same save is worth another try.
  async send(upTo) {
    this.say(this.form.dataset.saidSaving, false);
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(new FormData(this.form)),
        redirect: "error",
        signal: AbortSignal.timeout(patience),
      });
      const { said, revision } = await answer.json();
      this.say(said, !answer.ok);
      if (answer.ok) {
        this.revision.value = revision;
        this.saved = upTo;
      }
      return answer.status >= 500 || answer.status === 429;
    } catch {
      this.say(this.form.dataset.saidUnsaved, true);
      return true;
    }
  }

  // A save by hand waits for the one under way, whose revision it needs.
  async submitted(event) {
    if (this.leaving) return;
    if (!navigator.onLine) {
      event.preventDefault();
      this.say(this.form.dataset.saidUnsaved, true);
      return;
    }
    this.leaving = true;
    clearTimeout(this.timer);
    if (!this.running) return;
    event.preventDefault();
    const button = event.submitter;
    await this.running;
    clearTimeout(this.timer);
    this.form.requestSubmit(button);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
