// Evidence: computes the SHA-256 of a file for the list, and hands files over
// in parts that go on after a break. The pages work without this file.
//
// A form that hands files over carries, in data-*: handover (address that
// announces a file), one (beginning of the address of a file on its way),
// part (bytes of a part), hash (the script that hashes) and its messages in
// said-*. A place that offers a hash carries hash-for (id of the field), hash
// and its messages.

const longest = 30000; // milliseconds between two tries while the line is down

const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));

// hashOf resolves to the SHA-256 of a file; progress is told from 0 to 1.
function hashOf(file, script, progress, signal) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script);
    const end = (settle, value) => {
      worker.terminate();
      settle(value);
    };
    worker.addEventListener("message", (event) => {
      if (event.data.sha256) end(resolve, event.data.sha256);
      else if (event.data.error) end(reject, new Error(event.data.error));
      else progress(event.data.done);
    });
    worker.addEventListener("error", (event) => end(reject, new Error(event.message || "worker")));
    signal?.addEventListener("abort", () => end(reject, signal.reason));
    worker.postMessage({ file });
  });
}

// say fills {0} and {1} of a message.
const say = (text, ...args) => text.replace(/\{(\d)\}/g, (mark, n) => args[n] ?? mark);

// A Refused is a no of the server that the person should read.
class Refused extends Error {
  constructor(text, status, signedOut) {
    super(text);
    this.status = status;
    this.signedOut = signedOut;
  }
}

const isLine = (error) => error instanceof TypeError || error.status >= 500 || error.status === 429;

class Upload {
  constructor(form, file, place) {
    Object.assign(this, { form, file, place, words: form.dataset, state: "waiting" });
    this.stop = new AbortController();
    this.show();
    this.set("waiting", this.words.saidWaiting);
  }

  show() {
    const make = (tag, cls, text) => Object.assign(document.createElement(tag), { className: cls, textContent: text ?? "" });
    this.row = make("li", "upload");
    this.row.append(make("span", "upload-name", this.file.name));
    this.said = make("p", "upload-said");
    this.bar = Object.assign(document.createElement("progress"), { max: 100, value: 0, hidden: true });
    this.bar.setAttribute("aria-label", this.file.name);
    this.deeds = make("div", "upload-deeds");
    this.again = this.button(this.words.saidAgain, () => this.retry());
    this.cancel = this.button(this.words.saidCancel, () => this.giveUp());
    this.deeds.append(this.again, this.cancel);
    this.row.append(this.said, this.bar, this.deeds);
  }

  button(text, deed) {
    const b = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet" });
    b.append(text, Object.assign(document.createElement("span"), { className: "hidden", textContent: " " + this.file.name }));
    b.addEventListener("click", deed);
    return b;
  }

  set(state, text, done) {
    this.state = state;
    this.row.dataset.state = state;
    if (this.said.textContent !== text) this.said.textContent = text;
    this.bar.hidden = done === undefined;
    if (done !== undefined) this.bar.value = Math.round(done * 100);
    this.again.hidden = state !== "failed";
    this.cancel.hidden = state === "sealed" || state === "cancelled" || state === "checking";
  }

  get over() {
    return this.state === "sealed" || this.state === "failed" || this.state === "cancelled";
  }

  async run() {
    try {
      this.set("hashing", this.words.saidHashing, 0);
      this.sha256 ??= await hashOf(this.file, this.words.hash, (done) => this.set("hashing", this.words.saidHashing, done), this.stop.signal);
      this.set("starting", this.words.saidStarting);
      const known = await this.lasting(() => this.ask("POST", this.words.handover,
        { place: this.place, name: this.file.name, size: this.file.size, sha256: this.sha256 }));
      this.id = known.id;
      if (known.state === "sealed") return this.set("sealed", say(this.words.saidAlready, known.version));
      let held = known.state === "checking" ? known.size : known.held;
      while (held < this.file.size) held = (await this.lasting(() => this.part(held))).held;
      this.set("checking", this.words.saidChecking);
      const sealed = await this.lasting(() => this.ask("POST", this.address + "/finish", {}));
      this.set("sealed", say(this.words.saidSealed, sealed.version));
    } catch (error) {
      if (this.state === "cancelled") return;
      this.set("failed", say(this.words.saidFailed, error.signedOut ? this.words.saidSignedOut : error.message));
    }
  }

  get address() {
    return this.words.one + this.id;
  }

  // lasting tries again as long as only the line is at fault.
  async lasting(deed) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, longest)) {
      try {
        return await deed();
      } catch (error) {
        this.stop.signal.throwIfAborted();
        if (!isLine(error)) throw error;
        this.set("offline", this.words.saidOffline, this.bar.value / 100);
        await Promise.race([sleep(wait), new Promise((wake) => addEventListener("online", wake, { once: true }))]);
        this.stop.signal.throwIfAborted();
      }
    }
  }

  // part sends the next part and resolves to what the server then holds. The
  // server is asked first where it stands when the part was not its next.
  async part(held) {
    const end = Math.min(held + Number(this.words.part), this.file.size);
    this.progress(held);
    try {
      return await this.put(held, this.file.slice(held, end));
    } catch (error) {
      if (error.status !== 409 && !isLine(error)) throw error;
      const now = await this.ask("GET", this.address);
      if (now.state !== "receiving" || now.held === held) throw error;
      return now;
    }
  }

  progress(bytes) {
    const done = bytes / this.file.size;
    this.set("receiving", say(this.words.saidReceiving, Math.floor(done * 100)), done);
  }

  // put is an XMLHttpRequest because only that tells how much has gone out.
  put(held, blob) {
    return new Promise((resolve, reject) => {
      const r = new XMLHttpRequest();
      r.open("PUT", this.address + "?offset=" + held);
      r.setRequestHeader("Content-Type", "application/octet-stream");
      r.setRequestHeader("Accept", "application/json");
      r.responseType = "json";
      r.upload.addEventListener("progress", (event) => this.progress(held + event.loaded));
      r.addEventListener("load", () => {
        if (r.status === 200 && r.response) resolve(r.response);
        else reject(new Refused(r.response?.error ?? "HTTP " + r.status, r.status, r.response?.signed_out));
      });
      r.addEventListener("error", () => reject(new TypeError("network")));
      r.addEventListener("abort", () => reject(this.stop.signal.reason));
      this.stop.signal.addEventListener("abort", () => r.abort(), { once: true });
      r.send(blob);
    });
  }

  async ask(method, address, fields) {
    const r = await fetch(address, {
      method,
      headers: { Accept: "application/json", ...(fields && { "Content-Type": "application/json" }) },
      body: fields && JSON.stringify(fields),
      signal: this.stop.signal,
    });
    const answer = await r.json().catch(() => ({}));
    if (!r.ok) throw new Refused(answer.error ?? "HTTP " + r.status, r.status, answer.signed_out);
    return answer;
  }

  retry() {
    this.stop = new AbortController();
    this.set("waiting", this.words.saidWaiting);
    this.form.dispatchEvent(new Event("uploads:go"));
  }

  giveUp() {
    const id = this.id;
    this.set("cancelled", this.words.saidCancelled);
    this.stop.abort(new Refused("cancelled"));
    if (id) fetch(this.words.one + id + "/drop", { method: "POST", headers: { Accept: "application/json" } }).catch(() => {}); // else swept out later
    this.form.dispatchEvent(new Event("uploads:go"));
  }
}

// A Handover is the form with its queue: one file after the other.
class Handover {
  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=file]");
    this.place = form.elements.namedItem("place");
    const section = form.closest("section");
    this.list = section.querySelector("[data-uploads]");
    this.said = section.querySelector("[data-uploads-said]");
    this.queue = [];
    form.addEventListener("submit", (event) => this.submitted(event));
    form.addEventListener("uploads:go", () => this.go());
    addEventListener("beforeunload", (event) => {
      if (this.queue.some((u) => !u.over)) event.preventDefault();
    });
  }

  submitted(event) {
    if (this.input.files.length === 0) return; // the server says what is missing
    event.preventDefault();
    const title = this.place.value.slice(this.place.value.indexOf("|") + 1);
    if (this.input.files.length > 1 && title !== "") {
      this.said.textContent = this.form.dataset.saidSeveral;
      this.place.focus();
      return;
    }
    this.list.hidden = false;
    for (const file of this.input.files) {
      const upload = new Upload(this.form, file, this.place.value);
      this.queue.push(upload);
      this.list.append(upload.row);
    }
    this.input.value = "";
    this.go();
  }

  async go() {
    if (this.busy) return;
    this.busy = true;
    for (let next; (next = this.queue.find((u) => u.state === "waiting")); ) {
      this.tell();
      await next.run();
    }
    this.busy = false;
    this.tell();
    const words = this.form.dataset;
    if (this.queue.every((u) => u.state === "sealed")) {
      this.said.textContent = words.saidAllDone;
      history.replaceState(null, "", location.pathname + "?done=handed#handed");
      location.reload(); // going to the address one is at already would only scroll
    } else if (this.queue.some((u) => u.state === "failed")) {
      this.said.textContent = words.saidSomeFailed;
    }
  }

  tell() {
    const over = this.queue.filter((u) => u.over).length;
    this.said.textContent = say(this.form.dataset.saidProgress, over, this.queue.length);
  }
}

for (const form of document.querySelectorAll("form[data-handover]")) new Handover(form);

// offerHash puts beside a field of the list a button that fills it from a
// file, which stays where it is.
function offerHash(place) {
  const field = document.getElementById(place.dataset.hashFor);
  if (!field) return;
  const words = place.dataset;
  const pick = Object.assign(document.createElement("input"), { type: "file", hidden: true });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-secondary", textContent: words.saidPick });
  const said = Object.assign(document.createElement("span"), { className: "said" });
  said.setAttribute("role", "status");
  button.addEventListener("click", () => pick.click());
  pick.addEventListener("change", async () => {
    const file = pick.files[0];
    pick.value = "";
    if (!file) return;
    try {
      button.disabled = true;
      said.textContent = say(words.saidHashing, 0);
      field.value = await hashOf(file, words.hash, (done) => (said.textContent = say(words.saidHashing, Math.floor(done * 100))));
      said.textContent = say(words.saidHashed, file.name);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    } catch {
      said.textContent = words.saidUnreadable;
    } finally {
      button.disabled = false;
    }
  });
  place.append(button, pick, said);
}

for (const place of document.querySelectorAll("[data-hash-for]")) offerHash(place);
