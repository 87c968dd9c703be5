// Saves a form by itself while it is filled in. The form works without this
// file: its button does the same. A form that wants it says so:
//
//   data-autosave  address that takes the fields and answers
//                  {"said": …, "revision": n}, or {"said": …} with an error;
//                  with "left" and "findings" it also tells what is missing
//
// and carries its messages in data-said-*. One save is under way at a time;
// what was typed meanwhile goes with the next. What could not be saved stays
// in the form, is said to be unsaved, and is tried again. An error may come
// with a revision: then all was saved but the fields that "said" names.
//
//   data-held   the form shows what could not be saved
//   data-guard  a form that its button alone saves
//
// Who follows a link of the page while something is unsaved is asked first.

const pause = 1200; // milliseconds after the last key
const again = 10000; // milliseconds after a failure of the line
const patience = 20000; // milliseconds for one save

// A Question stands in a form and asks whether to leave what is not saved.
class Question {
  constructor(form) {
    this.form = form;
  }

  ask(address) {
    this.close();
    const make = (tag, cls, text) => Object.assign(document.createElement(tag), { className: cls, textContent: text ?? "" });
    const button = (cls, text, deed) => {
      const b = make("button", "button button-" + cls, text);
      b.type = "button";
      b.addEventListener("click", deed);
      return b;
    };
    const { saidLeave, saidStay, saidDiscard } = this.form.dataset;
    this.box = make("div", "leaving");
    this.box.setAttribute("role", "alert");
    const buttons = make("p", "buttons");
    const stay = button("primary", saidStay, () => this.close(true));
    const discard = button("secondary", saidDiscard, () => {
      for (const one of watched) one.leaving = true;
      location.assign(address);
    });
    buttons.append(stay, discard);
    this.box.append(make("p", "leaving-title", saidLeave), buttons);
    (this.form.querySelector(".savebar") ?? this.form).append(this.box);
    stay.focus();
  }

  close(mend) {
    this.box?.remove();
    if (mend) this.form.querySelector(".field-wrong :is(input, textarea, select)")?.focus();
  }
}

// A Guard watches a form that its button alone saves.
class Guard {
  constructor(form) {
    this.form = form;
    this.question = new Question(form);
    this.first = form.hasAttribute("data-held") ? null : this.fields();
    this.leaving = false;
    form.addEventListener("submit", () => (this.leaving = true));
    warn(this);
  }

  get dirty() {
    return this.first !== this.fields();
  }

  fields() {
    return JSON.stringify(Array.from(new FormData(this.form), ([name, value]) => [name, value instanceof File ? value.name : value]));
  }

  flush() {}
}

// warn lets the browser ask who closes the page or leaves it otherwise.
function warn(one) {
  window.addEventListener("pageshow", () => (one.leaving = false));
  window.addEventListener("beforeunload", (event) => {
    if (one.dirty && !one.leaving) event.preventDefault();
  });
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.question = new Question(form);
    this.place = form.querySelector("[data-said]");
    this.revision = form.elements.namedItem("revision");
    this.typed = form.hasAttribute("data-held") ? 1 : 0; // counts changes
    this.saved = 0; // as far as the server has them
    this.words = this.fields(); // as of the last change
    this.lost = null; // what was sent and got no answer: it may have been saved
    this.running = null;
    this.leaving = false;
    form.addEventListener("input", () => this.touched(pause));
    form.addEventListener("change", () => this.touched(0));
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.schedule(0));
    warn(this);
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
    if (this.place.textContent !== words) this.place.textContent = words;
    this.place.toggleAttribute("data-unsaved", unsaved);
  }

  save() {
    if (this.running || !this.dirty || this.leaving) return;
    const upTo = this.typed;
    this.running = this.round(upTo).then((outcome) => {
      this.running = null;
      if (this.typed !== upTo) this.schedule(pause);
      else if (outcome !== "said") this.schedule(again);
    });
  }

  // flush saves at once what is not saved yet.
  async flush() {
    clearTimeout(this.timer);
    await this.running;
    this.save();
    await this.running;
  }

  // round saves what stands in the form. A save that got no answer may have
  // arrived all the same, and then the revision is one behind; so the same is
  // sent once more first. The server knows what it has already and tells its
  // revision; only another person's text is a clash.
  async round(upTo) {
    this.say(this.form.dataset.saidSaving, false);
    if (this.lost) {
      if ((await this.send(this.lost)) === "lost") return "lost";
      this.lost = null;
    }
    const body = new URLSearchParams(new FormData(this.form));
    const outcome = await this.send(body, upTo);
    if (outcome === "lost") this.lost = body;
    return outcome;
  }

  // send resolves to "said" when the server has answered for good, "later"
  // when it asks to be asked again, and "lost" when nothing came back.
  async send(body, upTo) {
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body,
        redirect: "error",
        signal: AbortSignal.timeout(patience),
      });
      const { said, revision, left, findings } = await answer.json();
      if (revision) this.revision.value = revision;
      if (upTo !== undefined) {
        this.say(said, !answer.ok);
        if (answer.ok) {
          this.saved = upTo;
          this.question.close();
        }
        if (left) findingsOf(this.form)?.show(left, findings ?? []);
      }
      return answer.status >= 500 || answer.status === 429 ? "later" : "said";
    } catch {
      this.say(this.form.dataset.saidUnsaved, true);
      return "lost";
    }
  }

  // A save by hand waits for the one under way, whose revision it needs. When
  // the line seems to be down the save is tried here first, whatever the
  // browser believes of the line: leaving the page would lose the text.
  async submitted(event) {
    if (this.leaving) return;
    clearTimeout(this.timer);
    const doubtful = this.lost || !navigator.onLine;
    if (!this.running && !doubtful) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    await this.running;
    if ((this.lost || !navigator.onLine) && (await this.round(this.typed)) === "lost") {
      this.schedule(again);
      return;
    }
    clearTimeout(this.timer);
    this.leaving = true;
    this.form.requestSubmit(button);
  }
}

// Findings are what the formal check still misses: in a list that leads to
// each field, and beside the fields themselves. What stays the same is not
// touched, so that nothing flickers and nothing is read out twice.
class Findings {
  constructor(box) {
    this.box = box;
    this.title = box.querySelector("[data-left]");
    this.list = box.querySelector("ul");
    this.beside(
      Array.from(this.list.querySelectorAll("a"), (a) => ({ field: a.hash.slice(1), text: a.textContent })),
    );
  }

  show(left, findings) {
    this.box.hidden = false;
    this.box.toggleAttribute("data-complete", findings.length === 0);
    if (this.title.textContent !== left) this.title.textContent = left;
    const items = findings.map(({ field, text }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = "#" + field;
      link.textContent = text;
      item.append(link);
      return item;
    });
    const changed =
      items.length !== this.list.children.length ||
      items.some((item, i) => !item.isEqualNode(this.list.children[i]));
    if (changed) this.list.replaceChildren(...items);
    this.beside(findings);
  }

  beside(findings) {
    const notes = new Map();
    for (const { field, text } of findings) {
      const place = document.getElementById(field)?.closest(".field");
      if (place) notes.set(place, notes.has(place) ? notes.get(place) + " " + text : text);
    }
    for (const note of document.querySelectorAll(".field-note")) {
      if (!notes.has(note.parentElement)) note.remove();
    }
    for (const [place, text] of notes) {
      let note = place.querySelector(":scope > .field-note");
      if (!note) {
        note = document.createElement("p");
        note.className = "field-note";
        place.append(note);
      }
      if (note.textContent !== text) note.textContent = text;
    }
  }
}

const shown = new Map();

function findingsOf(form) {
  return shown.get(form.dataset.findings);
}

for (const box of document.querySelectorAll("[data-findings-box]")) shown.set(box.id, new Findings(box));
const watched = [
  ...Array.from(document.querySelectorAll("form[data-autosave]"), (form) => new Autosave(form)),
  ...Array.from(document.querySelectorAll("form[data-guard]"), (form) => new Guard(form)),
];

// leads reports whether following the link would leave the page.
function leads(link) {
  const to = new URL(link.href, location.href);
  const here = to.origin === location.origin && to.pathname === location.pathname && to.search === location.search;
  return to.protocol.startsWith("http") && !link.hasAttribute("download") && (link.target || "_self") === "_self" && !(here && to.hash);
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || !leads(link)) return;
  const unsaved = watched.filter((one) => one.dirty);
  if (unsaved.length === 0) return;
  event.preventDefault();
  for (const one of unsaved) await one.flush();
  const still = watched.find((one) => one.dirty);
  if (still) still.question.ask(link.href);
  else location.assign(link.href);
});
