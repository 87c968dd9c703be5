// ProofLabel reads public events (docs/events.md) and says what follows from
// those of one label alone, as the rule book does: it is a second, independent
// reckoning, and the test vectors hold both to the same answers. What cannot
// have happened it throws as ProofLabel.Wrong.

const ProofLabel = (() => {
  class Wrong extends Error {
    constructor(why, event) {
      super(why);
      this.event = event; // number of the event that shows it
    }
  }

  const known = ["v", "kind", "id", "recorded", "day", "label", "facts", "commitments"];
  const isText = (x) => typeof x === "string";

  // written returns a value as Go's encoding/json writes it.
  const written = (value) =>
    JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"));

  function texts(x) {
    if (x === undefined) return {};
    if (x === null || typeof x !== "object" || Array.isArray(x) || Object.keys(x).length === 0 || !Object.values(x).every(isText)) throw new Wrong("leaf");
    return x;
  }

  const sorted = (x) => Object.fromEntries(Object.keys(x).sort().map((key) => [key, x[key]]));

  function isInstant(text) {
    const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? new Date(text) : null;
    return at !== null && !Number.isNaN(at.valueOf()) && at.toISOString() === text.replace("Z", ".000Z");
  }

  const isDay = (text) => isText(text) && /^(19|2\d)\d\d-\d\d-\d\d$/.test(text) && isInstant(text + "T00:00:00Z");

  // leaf reads canonical bytes, version 1. It refuses what would have been
  // written otherwise.
  function leaf(line) {
    let read;
    try {
      read = JSON.parse(line);
    } catch {
      throw new Wrong("leaf");
    }
    if (read === null || typeof read !== "object" || read.v !== 1 || ![read.kind, read.id, read.recorded, read.day].every(isText)) throw new Wrong("leaf");
    if (!Object.keys(read).every((key) => known.includes(key)) || !isInstant(read.recorded)) throw new Wrong("leaf");
    const event = { kind: read.kind, id: read.id, recorded: read.recorded, day: read.day, label: read.label ?? "", facts: texts(read.facts), commitments: texts(read.commitments) };
    const again = { v: 1, kind: event.kind, id: event.id, recorded: event.recorded, day: event.day };
    if (event.label !== "") again.label = event.label;
    if (read.facts !== undefined) again.facts = sorted(event.facts);
    if (read.commitments !== undefined) again.commitments = sorted(event.commitments);
    if (!isText(event.label) || written(again) !== line) throw new Wrong("leaf");
    return event;
  }

  // statusOn derives the status on a day; "" when there was no label yet.
  function statusOn(told, day) {
    if (day < told.validFrom) return "";
    if (told.revoked !== "" && told.revoked <= day) return "revoked";
    if (told.withdrawn !== "" && told.withdrawn <= day) return "withdrawn";
    const gap = told.gaps.find((g) => g.from <= day && day <= g.to);
    if (gap) return gap.status;
    if (day <= told.validUntil) return "active";
    const pending = told.extensionApplied !== "" && told.extensionApplied <= told.validUntil && (told.extensionRefused === "" || day < told.extensionRefused);
    return pending ? "extension_in_progress" : "expired";
  }

  const stands = (status) => status === "active" || status === "extension_in_progress";

  // whole reads an event that says all facts of a label anew. Gaps are history
  // that no event says anew.
  function whole(event, told) {
    const fact = (name) => event.facts[name] ?? "";
    const next = {
      ...told, level: fact("level"), edition: fact("edition"), firstIssued: fact("first_issued"), validFrom: fact("valid_from"), validUntil: fact("valid_until"),
      extensionApplied: fact("extension_applied"), extensionRefused: fact("extension_refused"), withdrawn: fact("withdrawn"), revoked: fact("revoked"), gaps: told.gaps ?? [], ...models(event),
    };
    const wrong = [next.extensionApplied, next.extensionRefused, next.withdrawn, next.revoked].some((day) => day !== "" && (!isDay(day) || day < next.validFrom)) ||
      next.level === "" || next.edition === "" || ![next.firstIssued, next.validFrom, next.validUntil].every(isDay) ||
      next.validFrom < next.firstIssued || next.validUntil < next.validFrom || (next.extensionRefused !== "" && next.extensionApplied === "");
    if (wrong) throw new Wrong("facts", event.number);
    return next;
  }

  function models(event) {
    const commitment = event.commitments.models ?? "";
    return { models: commitment, modelsAt: commitment === "" ? 0 : event.number };
  }

  function updated(event, told) {
    switch (event.facts.parts ?? "") {
      case "":
        return whole(event, told);
      case "models":
        return { ...told, ...models(event) };
      case "successor":
      case "product":
        return told;
    }
    throw new Wrong("unknown", event.number);
  }

  function ended(event, told, as) {
    if (!stands(statusOn(told, event.day))) throw new Wrong("ended", event.number);
    return { ...told, [as]: event.day };
  }

  // days returns the day that lies so many days after another.
  const days = (day, after) => new Date(Date.parse(day + "T00:00:00Z") + after * 86400000).toISOString().slice(0, 10);

  // gapped returns what is told with the days from the old end of validity to
  // the day before this one, as far as they had the status. Days on which an
  // extension was pending come first, those without validity after them.
  function gapped(told, status, day) {
    let from = days(told.validUntil, 1);
    for (const g of told.gaps) if (g.from === from) from = days(g.to, 1);
    let to = days(day, -1);
    if (status === "extension_in_progress") {
      if (told.extensionApplied === "" || told.extensionApplied > told.validUntil) return told;
      if (told.extensionRefused !== "" && told.extensionRefused <= to) to = days(told.extensionRefused, -1);
    }
    return from > to ? told : { ...told, gaps: [...told.gaps, { from, to, status }] };
  }

  // extension follows an extension from its application to its end. One that
  // is pending may end after the label itself has.
  function extension(event, told) {
    if (event.kind !== "extension_ended" && (told.withdrawn !== "" || told.revoked !== "")) throw new Wrong("ended", event.number);
    const pending = told.extensionApplied !== "" && told.extensionRefused === "";
    const since = [told.validFrom, told.extensionApplied, told.extensionRefused].sort().pop();
    if (pending === (event.kind === "extension_applied") || event.day < since || !isDay(event.day)) throw new Wrong("facts", event.number);
    switch (event.kind) {
      case "extension_applied":
        return { ...gapped(told, "extension_in_progress", event.day), extensionApplied: event.day, extensionRefused: "" };
      case "extension_ended":
        return { ...told, extensionRefused: event.day };
    }
    const until = event.facts.valid_until ?? "";
    if (!isDay(until) || until <= told.validUntil) throw new Wrong("facts", event.number);
    const before = gapped(gapped(told, "extension_in_progress", event.day), "expired", event.day);
    return assessed(event, { ...before, validUntil: until, extensionApplied: "", extensionRefused: "" });
  }

  // assessed reads an event of a further assessment. Without a commitment to
  // models those of before stay.
  function assessed(event, told) {
    if (!event.facts.edition || !event.facts.evaluator) throw new Wrong("facts", event.number);
    return { ...told, edition: event.facts.edition, ...(event.commitments.models ? models(event) : {}) };
  }

  function annulled(event, told) {
    if (told.revoked === "" || event.day < told.revoked || event.facts.revoked !== told.revoked) throw new Wrong("facts", event.number);
    return { ...told, revoked: "" };
  }

  function next(event, told) {
    switch (event.kind) {
      case "label_issued":
      case "label_imported":
        if (event.day !== event.facts.valid_from) throw new Wrong("facts", event.number);
        return whole(event, told);
      case "label_withdrawn":
        return ended(event, told, "withdrawn");
      case "label_revoked":
        return ended(event, told, "revoked");
      case "label_updated":
        return updated(event, told);
      case "extension_applied":
      case "extension_ended":
      case "label_extended":
        return extension(event, told);
      case "label_maintained":
        return assessed(event, told);
      case "revocation_annulled":
        return annulled(event, told);
    }
    if (silent.includes(event.kind)) return told;
    throw new Wrong("unknown", event.number);
  }

  // silent are events that change nothing of what is told here.
  const silent = ["label_corrected", "label_news", "text_erased", "label_transferred", "label_reissued", "warning_published", "warning_ended", "announcement_made",
    "misuse_published", "misuse_answered", "misuse_ended"];

  // replay says what follows from the events of one label, in the order of
  // their numbers.
  function replay(events) {
    let told = { number: "", last: 0 };
    for (const event of events) {
      const begins = event.kind === "label_issued" || event.kind === "label_imported";
      if (event.label === "" || (told.last > 0 && event.label !== told.number)) throw new Wrong("other_label", event.number);
      if (event.number <= told.last) throw new Wrong("order", event.number);
      if (told.last === 0 && !begins) throw new Wrong("before_issue", event.number);
      if (told.last > 0 && begins) throw new Wrong("twice", event.number);
      told = { ...next(event, told), number: event.label, last: event.number };
    }
    if (told.last === 0) throw new Wrong("nothing");
    return told;
  }

  return { Wrong, leaf, replay, statusOn, isDay, isInstant, written };
})();
