// ProofFile verifies status files as the program does (internal/statement):
// the same findings in the same order, with codes for words. It asks nobody.

const ProofFile = (() => {
  const L = ProofLog;
  const utf8 = new TextEncoder();
  const fields = ["v", "number", "day", "known", "zone", "status", "valid_from", "valid_until", "level", "edition", "models", "as_of", "size", "last"];
  const mostBytes = 8 << 20;
  const mostLogged = 2 ** 48;

  class Malformed extends Error {}

  const must = (yes) => {
    if (!yes) throw new Malformed();
  };

  const isText = (x) => typeof x === "string";
  const isNumber = (x) => Number.isSafeInteger(x);
  const hex = async (text) => L.toHex(await L.sha256(utf8.encode(text)));
  const compact = (json) => json.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, (_, text) => text ?? "");

  function opening(x) {
    must(x !== null && typeof x === "object" && isText(x.salt) && isText(x.text));
    return { salt: x.salt, text: x.text };
  }

  // event puts an event of a file into the form in which it is written.
  function event(x) {
    must(x !== null && typeof x === "object" && isNumber(x.n) && isText(x.leaf) && Array.isArray(x.proof) && x.proof.every(isText));
    const one = { n: x.n, leaf: x.leaf, proof: x.proof };
    if (x.openings !== undefined) {
      must(x.openings !== null && typeof x.openings === "object" && Object.keys(x.openings).length > 0);
      one.openings = Object.fromEntries(Object.keys(x.openings).sort().map((field) => [field, opening(x.openings[field])]));
    }
    return one;
  }

  // parse reads a file and its statement. White space between its parts does
  // not matter; all else must be as the program writes it.
  function parse(source) {
    try {
      must(utf8.encode(source).length <= mostBytes);
      const read = JSON.parse(source);
      must(read !== null && read.v === 1 && isText(read.statement) && isText(read.signature) && isText(read.checkpoint) && Array.isArray(read.events));
      const file = { v: 1, statement: read.statement, signature: read.signature, events: read.events.map(event), checkpoint: read.checkpoint };
      if (read.cosigned !== undefined) file.cosigned = read.cosigned;
      must(file.cosigned === undefined || (isText(file.cosigned) && file.cosigned !== ""));
      must(ProofLabel.written(file) === compact(source));
      for (const one of file.events) one.hashes = one.proof.map(hash);
      return { file, statement: line(file.statement) };
    } catch (error) {
      if (error instanceof Malformed || error instanceof SyntaxError || error instanceof L.Wrong) return null;
      throw error;
    }
  }

  function hash(base64) {
    const bytes = L.fromBase64(base64);
    must(bytes.length === 32);
    return bytes;
  }

  // line reads a statement.
  function line(text) {
    const s = JSON.parse(text);
    must(s !== null && s.v === 1 && Object.keys(s).join() === fields.join() && ProofLabel.written(s) === text);
    must(fields.every((field) => (["v", "size", "last"].includes(field) ? isNumber(s[field]) : isText(s[field]))));
    must([s.day, s.known, s.valid_from, s.valid_until].every(ProofLabel.isDay) && ProofLabel.isInstant(s.as_of));
    must(s.number !== "" && s.last >= 1 && s.last <= s.size && offset(s.zone) !== null);
    return s;
  }

  // offset returns how many minutes a zone is ahead of UTC.
  function offset(zone) {
    const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
    if (sign === undefined || Number(hours) > 24 || Number(minutes) > 60) return null;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  }

  const dayIn = (zone, instant) => new Date(Date.parse(instant) + offset(zone) * 60000).toISOString().slice(0, 10);

  // recordedLater is the day on which the label was first recorded, where the
  // day that the statement is of lies before it; else it is empty.
  function recordedLater(s, events) {
    const first = events.length > 0 ? dayIn(s.zone, events[0].recorded) : "";
    return s.day < first ? first : "";
  }

  const textOf = (note) => note.split("\n\n", 1)[0];

  // verifiers reads them, each once, and leaves out what is none.
  async function verifiers(texts) {
    const all = [];
    for (const text of [...new Set(texts)]) {
      try {
        const v = await L.verifier(text);
        if (!all.some((a) => a.name === v.name && a.hash === v.hash)) all.push(v);
      } catch (error) {
        if (!(error instanceof L.Wrong)) throw error;
      }
    }
    return all;
  }

  // opened says why a note with this text is not signed by one of those, ""
  // when it is.
  async function opened(note, text, by) {
    try {
      const n = await L.openNote(note, by);
      if (n.by.length === 0) return { reason: "no_key_event" };
      return n.text === text ? { reason: "", by: n.by } : { reason: "other_text" };
    } catch (error) {
      if (!(error instanceof L.Wrong)) throw error;
      return { reason: error.message === "signature" ? "bad_signature" : "malformed" };
    }
  }

  class Verification {
    constructor(parsed, options) {
      Object.assign(this, parsed, { options, head: { size: 0, root: new Uint8Array(32) }, origin: "", events: [], keys: [], told: null, findings: [], seen: [], models: [] });
    }

    find(code, result, reason = "", about = []) {
      this.findings.push({ code, result, reason, about: about.map(String) });
    }

    named() {
      const told = this.file.events.map((one) => leaf(one.leaf)).filter((e) => e?.kind === "key_added" && e.facts.role === "log");
      return told.map((e) => e.facts.verifier ?? "");
    }

    asked() {
      const { number, day } = this.options;
      if (!number && !day) return;
      if (number && number !== this.statement.number) this.find("asked", "failed", "other_label", [this.statement.number]);
      else if (day && day !== this.statement.day) this.find("asked", "failed", "other_day", [this.statement.day]);
      else this.find("asked", "proved");
    }

    async checkpoint() {
      const text = textOf(this.file.checkpoint) + "\n";
      let c;
      try {
        c = L.checkpoint(text);
        if (c.size > mostLogged) throw new L.Wrong("checkpoint");
      } catch (error) {
        if (!(error instanceof L.Wrong)) throw error;
        return this.find("checkpoint", "failed", "malformed");
      }
      this.head = c;
      this.origin = c.origin;
      const named = this.named();
      const given = (this.options.logs ?? []).length > 0;
      const logs = await verifiers(given ? this.options.logs : named);
      const { reason } = await opened(this.file.checkpoint, text, logs);
      const ours = logs.some((v) => v.name === c.origin);
      if ((reason === "no_key_event" && given) || (reason === "" && !ours)) this.find("checkpoint", "failed", "key_other", named);
      else if (reason !== "") this.find("checkpoint", "failed", reason);
      else if (c.size !== this.statement.size) this.find("checkpoint", "failed", "other_size");
      else if (!given) this.find("checkpoint", "not_proved", "key_unknown", named);
      else this.find("checkpoint", "proved");
    }

    // logged looks whether all events stand in the tree, and sorts them out.
    async logged() {
      let wrong = null;
      let before = 0;
      for (const one of this.file.events) {
        const e = leaf(one.leaf);
        let reason = "";
        if (e === null) reason = "malformed";
        else if (one.n <= before) reason = "order";
        else if (!(await this.inTree(one))) reason = "not_in_log";
        else {
          before = one.n;
          reason = this.sort({ ...e, number: one.n });
        }
        if (reason !== "") wrong ??= { reason, n: one.n };
      }
      return wrong;
    }

    async inTree(one) {
      try {
        return L.same(await L.rootWith(one.hashes, this.head.size, one.n - 1, await L.leafHash(utf8.encode(one.leaf))), this.head.root);
      } catch (error) {
        if (error instanceof L.Wrong) return false;
        throw error;
      }
    }

    sort(e) {
      const s = this.statement;
      if (e.kind === "key_added" && e.label === "") {
        if (e.facts.role === "statements") this.keys.push(e.facts.verifier ?? "");
        return "";
      }
      if (e.label !== s.number) return "stray";
      this.events.push(e);
      return dayIn(s.zone, e.recorded) > s.known || e.recorded > s.as_of ? "too_late" : "";
    }

    async signature() {
      const { reason } = await opened(this.file.signature, this.file.statement + "\n", await verifiers(this.keys));
      if (reason === "") this.find("signature", "proved");
      else this.find("signature", "failed", reason);
    }

    status() {
      const s = this.statement;
      try {
        this.told = ProofLabel.replay(this.events);
      } catch (error) {
        if (!(error instanceof ProofLabel.Wrong)) throw error;
        const about = [error.event ?? "", "refusal.replay." + error.message];
        if (error.message === "unknown") this.find("status", "not_proved", "beyond", about);
        else this.find("status", "failed", "contradiction", about);
        return;
      }
      const t = this.told;
      const follows = { status: ProofLabel.statusOn(t, s.day), valid_from: t.validFrom, valid_until: t.validUntil, level: t.level, edition: t.edition, last: t.last };
      const wrong = Object.keys(follows).find((field) => s[field] !== follows[field]);
      if (wrong) this.find("status", "failed", "differs", [wrong, s[wrong], follows[wrong]]);
      else if (s.day > s.known) this.find("status", "failed", "differs", ["known", s.known, s.day]);
      else if (s.known > dayIn(s.zone, s.as_of)) this.find("status", "failed", "differs", ["as_of", s.as_of, s.known]);
      else this.find("status", "proved");
    }

    // texts looks whether every text is what its event commits to.
    async texts() {
      const leaves = new Map(this.events.map((e) => [e.number, e]));
      const open = new Map();
      for (const one of this.file.events) {
        const texts = {};
        for (const [field, o] of Object.entries(one.openings ?? {})) {
          if ((await hex([o.salt, field, o.text].join("\n"))) !== own(leaves.get(one.n)?.commitments, field)) return this.find("models", "failed", "bad_opening", [one.n, field]);
          texts[field] = o.text;
        }
        open.set(one.n, texts);
      }
      this.names = names(this.events, open);
      const stated = this.statement.models;
      const committed = this.told?.models ?? "";
      const models = own(open.get(this.told?.modelsAt ?? 0), "models");
      const wrong = models === undefined ? committed === "" && stated !== "" : (await hex(models)) !== stated;
      if (wrong) return this.find("models", "failed", "other_models");
      if (models !== undefined) this.models = models.split("\n");
      if (models !== undefined || committed === "") return this.find("models", "proved");
      this.find("models", "not_proved", "withheld");
    }

    async goesOn() {
      const { saved, consistency } = this.options;
      if (!saved) return;
      const [small, large] = saved.size > this.head.size ? [this.head, saved] : [saved, this.head];
      if (saved.origin !== this.origin) this.find("consistent", "failed", "other_log");
      else if (small.size === large.size) this.find("consistent", ...(L.same(small.root, large.root) ? ["proved"] : ["failed", "rewritten"]));
      else if (small.size > 0 && !consistency?.length) this.find("consistent", "not_proved", "no_proof");
      else if (small.size > 0 && !(await L.checkTree(consistency, large, small))) this.find("consistent", "failed", "rewritten");
      else this.find("consistent", "proved");
    }

    async witnessed() {
      const text = textOf(this.file.checkpoint);
      let reason = "no_key_event";
      let by = [];
      if (this.file.cosigned !== undefined) {
        ({ reason, by } = await opened(this.file.cosigned, text + "\n", await verifiers(this.options.witnesses ?? [])));
        if (textOf(this.file.cosigned) !== text) reason = "other_checkpoint";
      }
      if (reason === "no_key_event") return this.find("witnessed", "not_proved", "no_witness");
      if (reason !== "") return this.find("witnessed", "failed", reason);
      this.seen = by.filter((one) => one.time !== undefined).map((one) => ({ witness: one.verifier.name, at: one.time }));
      this.find("witnessed", "proved");
    }
  }

  const own = (object, key) => (object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined);

  function leaf(text) {
    try {
      return ProofLabel.leaf(text);
    } catch (error) {
      if (error instanceof ProofLabel.Wrong) return null;
      throw error;
    }
  }

  // names are what holder and product are called, as far as the texts tell.
  function names(events, open) {
    const now = {};
    const called = ["holder_ja", "holder_en", "name_ja", "name_en"];
    const take = (field, text) => {
      delete now[field];
      if (text !== undefined) now[field] = text;
    };
    for (const e of events) {
      const texts = open.get(e.number) ?? {};
      if (e.kind === "label_corrected" && called.includes(e.facts.field)) take(e.facts.field, texts.to);
      else if (e.kind === "label_transferred") for (const field of ["holder_ja", "holder_en"]) take(field, texts[field]);
      else if (e.kind === "label_updated" && e.facts.parts === "product") for (const field of (e.facts.fields ?? "").split(" ").filter((f) => called.includes(f))) take(field, texts[field]);
      else if (e.kind === "label_reissued" || e.kind === "label_issued" || e.kind === "label_imported" || (e.kind === "label_updated" && !e.facts.parts)) {
        for (const field of called) take(field, texts[field]);
      }
    }
    return now;
  }

  // verify resolves to what a file proves. Of the options, all may be left
  // out: logs and witnesses are verifiers that are trusted; number and day
  // what the reader means; saved a checkpoint {origin, size, root} that was
  // seen before, consistency the proof that the smaller of the two trees is
  // the beginning of the larger.
  async function verify(source, options = {}) {
    const parsed = parse(source);
    if (parsed === null) return { findings: [{ code: "file", result: "failed", reason: "malformed", about: [] }], result: "failed" };
    const v = new Verification(parsed, options);
    v.find("file", "proved");
    v.asked();
    await v.checkpoint();
    const wrong = await v.logged();
    await v.signature();
    v.find("events", ...(wrong ? ["failed", wrong.reason, [wrong.n]] : ["proved"]));
    v.status();
    await v.texts();
    await v.goesOn();
    await v.witnessed();
    return { ...parsed, findings: v.findings, result: resultOf(v.findings), origin: v.origin, head: v.head, names: v.names ?? {}, models: v.models, seen: v.seen, recordedLater: recordedLater(v.statement, v.events) };
  }

  // resultOf is that of the whole. Without witnesses the order of events is
  // proved, and times are the office's word: that alone does not count.
  function resultOf(findings) {
    if (findings.some((f) => f.result === "failed")) return "failed";
    return findings.some((f) => f.result === "not_proved" && f.code !== "witnessed") ? "not_proved" : "proved";
  }

  return { verify, parse, resultOf, textOf };
})();
