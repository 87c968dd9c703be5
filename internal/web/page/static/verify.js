// The page on which a label is verified: takes a number or a status file, has it
// verified (proof-*.js) and says what came of it, in the words that stand in the
// page. It asks this site only, and sends no file anywhere.

const place = document.querySelector("[data-verify]");
const remembered = "shirushi.logs"; // in the browser's own storage: {name: {verifiers, since, given, checkpoint}}, given where the person gave them

const word = (name, ...args) => {
  const text = place.querySelector("template[data-words]").content.querySelector(`[data-word="${CSS.escape(name)}"]`)?.textContent ?? name;
  return text.replace(/\{(\d)\}/g, (mark, n) => args[n] ?? mark);
};

const dates = place.dataset.lang === "en" ? "en-GB" : place.dataset.lang; // as the site writes them: 18 June 2026
const day = (text) => new Intl.DateTimeFormat(dates, { dateStyle: "long", timeZone: "UTC" }).format(new Date(text + "T00:00:00Z"));
const instant = (seconds) => new Intl.DateTimeFormat(dates, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" }).format(new Date(seconds * 1000)) + " UTC";
const make = (tag, props = {}, ...inside) => {
  const e = Object.assign(document.createElement(tag), props);
  e.append(...inside);
  return e;
};

// A Said is what the person should read instead of an answer.
class Said extends Error {
  constructor(kind, title, text, field) {
    super(text);
    Object.assign(this, { kind, title, field });
  }
}

// memory is what this browser saw of logs before.
const memory = {
  all() {
    try {
      return JSON.parse(localStorage.getItem(remembered)) ?? {};
    } catch {
      return {}; // nothing is remembered where that is not allowed
    }
  },
  keep(name, log) {
    try {
      localStorage.setItem(remembered, JSON.stringify({ ...this.all(), [name]: log }));
    } catch {
      // the next visit is a first one again
    }
  },
  forget() {
    try {
      localStorage.removeItem(remembered);
    } catch {
      // there was nothing
    }
  },
};

async function get(path) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "omit", cache: "no-cache", redirect: "error" });
  } catch {
    throw new Said("warning", word("unreachable"), word("unreachable_text"));
  }
  if (answer.status === 404) return null;
  if (!answer.ok) throw Object.assign(new Said("warning", word("unreachable"), word("unreachable_text")), { status: answer.status });
  return answer;
}

// refused says why the site refuses a question about a label, in the reader's
// words: those of its API.
async function refused(number, asked) {
  const answer = await fetch("/api/v1/labels/" + encodeURIComponent(number) + "/status?" + asked, { credentials: "omit", headers: { "Accept-Language": place.dataset.lang } });
  const said = await answer.json();
  return new Said("danger", said.title, said.errors?.[0]?.detail ?? said.detail, field(form("number"), "q"));
}

const tile = async (name) => new Uint8Array((await (await get("/log/tile/" + name))?.arrayBuffer()) ?? 0);

// consistency is the proof that the smaller of two trees is the beginning of
// the larger, made of this site's tiles; null when they give none.
async function consistency(a, b) {
  const [older, newer] = a.size < b.size ? [a, b] : [b, a];
  if (older.size === newer.size || older.size === 0) return null;
  try {
    return await ProofLog.proveTree(newer.size, older.size, ProofLog.hashesOf(newer.size, tile));
  } catch (error) {
    if (error instanceof ProofLog.Wrong || error instanceof Said) return null;
    throw error;
  }
}

// keysTold are the keys of the log that this site tells of now.
async function keysTold() {
  const text = (await (await get("/log/key"))?.text()) ?? "";
  return text.split("\n").map((line) => line.split(" ")).filter((parts) => parts[1] === "log").map((parts) => parts[2]);
}

// trustedKeys are whom to believe about a log, and how they came to be known.
// A key that the site gave is no better for having been seen twice.
async function trustedKeys(origin, given) {
  const logs = given.filter((v) => v.algorithm === 1 && v.name === origin).map((v) => v.text);
  const before = memory.all()[origin];
  if (logs.length > 0) return { logs, how: "given", before };
  if (before) return { logs: before.verifiers, how: before.given ? "kept" : "seen", since: before.since, before };
  const told = (await keysTold()).filter((v) => v.startsWith(origin + "+"));
  return told.length > 0 ? { logs: told, how: "first" } : { logs: [], how: "none" };
}

function keyFinding(trusted) {
  const find = (result, reason, about = []) => ({ code: "key", result, reason, about });
  switch (trusted.how) {
    case "given":
      return find("proved", "key_given");
    case "kept":
      return find("proved", "key_kept", [day(trusted.since)]);
    case "seen":
      return find("not_proved", "key_same", [day(trusted.since)]);
    case "first":
      return find("not_proved", "key_first", [location.host, trusted.logs.join(" ")]);
  }
  return null;
}

// typed reads what the person said of keys and of an earlier checkpoint.
async function typed() {
  const field = (name) => place.querySelector(`[name="${name}"]`);
  const given = [];
  for (const text of field("keys").value.split(/\s+/).filter(Boolean)) {
    given.push(await ProofLog.verifier(text).catch(() => Promise.reject(new Said("danger", word("bad_key", text), "", field("keys")))));
  }
  const saved = field("saved").value.replaceAll("\r\n", "\n").trim();
  if (saved === "") return { given, saved: null };
  try {
    const { text } = ProofLog.parts(saved + "\n");
    return { given, saved: ProofLog.checkpoint(text) };
  } catch {
    throw new Said("danger", word("bad_saved"), "", field("saved"));
  }
}

// verified resolves to a report on a status file.
async function verified(source, asked) {
  const { given, saved } = await typed();
  const first = ProofFile.parse(source);
  const origin = first ? ProofFile.textOf(first.file.checkpoint).split("\n", 1)[0] : "";
  const trusted = await trustedKeys(origin, given);
  const own = await ownLog(origin);
  const before = saved ?? (own ? seen(trusted) : null);
  const options = { ...asked, logs: trusted.logs, witnesses: given.filter((v) => v.algorithm === 4).map((v) => v.text), saved: before };
  if (before && own) {
    const now = head(first.file.checkpoint);
    if (now && now.origin === before.origin) options.consistency = await consistency(before, now);
  }
  const report = await ProofFile.verify(source, options);
  await mindChangedKey(report, trusted);
  const key = keyFinding(trusted);
  if (key && report.head) report.findings.splice(report.findings.findIndex((f) => f.code === "checkpoint"), 0, key);
  await compareWithNow(report, trusted);
  report.result = ProofFile.resultOf(report.findings);
  remember(report, trusted);
  return report;
}

// mindChangedKey tells a file that is signed with a key which this site shows
// only now from one that is signed by somebody else.
async function mindChangedKey(report, trusted) {
  const at = report.findings.findIndex((f) => f.code === "checkpoint" && f.reason === "key_other");
  if (at < 0 || !["seen", "kept"].includes(trusted.how)) return;
  const fresh = (await keysTold()).filter((v) => v.startsWith(report.origin + "+") && !trusted.logs.includes(v));
  const { by } = await ProofLog.openNote(report.file.checkpoint, await Promise.all(fresh.map(ProofLog.verifier))).catch(() => ({ by: [] }));
  if (by.length > 0) report.findings[at] = { code: "checkpoint", result: "not_proved", reason: "key_changed", about: [location.host, by[0].verifier.text] };
}

const seen = (trusted) => (trusted.before?.checkpoint ? head(trusted.before.checkpoint) : null);

// head reads a checkpoint that is verified elsewhere.
function head(signed) {
  try {
    return ProofLog.checkpoint(ProofFile.textOf(signed) + "\n");
  } catch {
    return null;
  }
}

const proved = (report, code) => report.findings.find((f) => f.code === code)?.result === "proved";

// compareWithNow looks whether the log of today goes on from the checkpoint
// of the file, where the file is of this site's log.
async function compareWithNow(report, trusted) {
  if (!proved(report, "checkpoint") || !(await ownLog(report.origin))) return;
  const signed = (await (await get("/log/checkpoint"))?.text()) ?? "";
  const find = (result, reason = "", about = []) => report.findings.splice(report.findings.findIndex((f) => f.code === "witnessed"), 0, { code: "newest", result, reason, about });
  let now;
  try {
    const opened = await ProofLog.openNote(signed, await Promise.all(trusted.logs.map(ProofLog.verifier)));
    if (opened.by.length === 0) return find("not_proved", "key_changed", [location.host, (await keysTold()).at(-1) ?? ""]);
    now = ProofLog.checkpoint(opened.text);
  } catch (error) {
    if (!(error instanceof ProofLog.Wrong)) throw error;
    return find("failed", "bad_signature");
  }
  const [older, newer] = report.head.size <= now.size ? [report.head, now] : [now, report.head];
  const proof = await consistency(older, newer);
  const goesOn = older.size === newer.size ? ProofLog.same(older.root, newer.root) : proof !== null && (await ProofLog.checkTree(proof, newer, older));
  if (goesOn) find("proved");
  else find("failed", "rewritten");
  if (goesOn) report.newest = older === report.head ? signed : report.file.checkpoint;
}

// ownLog reports whether a log is that of this site.
const ownLog = async (origin) => origin !== "" && (await keysTold()).some((v) => v.startsWith(origin + "+"));

// remember keeps what was verified, so that the next look is worth more. A
// checkpoint is kept only when all that was kept before holds beside it.
function remember(report, trusted) {
  if (report.result === "failed" || !proved(report, "checkpoint") || !report.newest) return;
  const { logs, how, before } = trusted;
  const same = logs.every((v) => before?.verifiers.includes(v));
  const since = same ? before.since : new Date().toISOString().slice(0, 10);
  memory.keep(report.origin, { verifiers: logs, since, given: how === "given" || how === "kept", checkpoint: report.newest });
}

// What is shown.

const result = place.querySelector("[data-result]");

function piece(attribute, kind) {
  return place.querySelector(`template[data-${attribute}="${kind}"]`).content.firstElementChild.cloneNode(true);
}

function verdict(kind, title, text, ...more) {
  const box = piece("verdict", kind);
  box.querySelector(".notice-title").append(title);
  box.querySelector("[data-text]").textContent = text;
  if (text === "") box.querySelector("[data-text]").remove();
  box.querySelector(".notice-body").append(...more);
  return box;
}

function finding(f) {
  const one = piece("finding", f.result);
  one.querySelector("[data-title]").textContent = word("code." + f.code);
  const about = f.reason === "contradiction" ? [f.about[0], word(f.about[1], f.about[0])] : f.about;
  const reason = f.reason === "key_same" ? "key_same_here" : "reason." + f.reason; // the program says how a key is given to it
  const named = f.result === "proved" ? "proved." + (f.reason || f.code) : reason;
  const nothing = f.reason === "contradiction" && f.about[0] === ""; // is told of the label at all
  one.querySelector("[data-text]").textContent = nothing ? about[1] : word(named, ...about);
  return one;
}

const kinds = { proved: "success", not_proved: "warning", failed: "danger" };

function show(...inside) {
  result.setAttribute("aria-labelledby", "verify-result");
  result.replaceChildren(make("h2", { id: "verify-result", textContent: word("found") }), ...inside);
  result.hidden = false;
  result.removeAttribute("aria-busy");
  result.focus({ preventScroll: true });
  result.scrollIntoView({ block: "start" });
}

// kindOf is how the answer looks: that a label has ended is no good news, however
// well it is proved.
const ended = (report) => ["expired", "withdrawn", "revoked"].includes(report.statement?.status);
const kindOf = (report) => (plain(report) && ended(report) ? "warning" : plain(report) && report.result !== "proved" ? "info" : kinds[report.result]);

// plain reports whether the status itself is the answer: all is proved but that
// the key, which this site gives, is the office's.
const plain = (report) => report.statement && report.result !== "failed" && report.findings.every((f) => f.result === "proved" || f.code === "witnessed" || ["key_first", "key_same"].includes(f.reason));

function showReport(report) {
  for (const f of report.findings) {
    if (f.code === "witnessed" && f.result === "proved") f.about = [report.seen.map((s) => word("sighting", s.witness, instant(s.at))).join(" ")];
  }
  const lines = told(report);
  const about = report.result === "proved" ? word("proved") + word("stop") + word("proved_text") : word("key_open");
  const [head, ...rest] = plain(report) ? [...lines, about] : [word(report.result), word(report.result + "_text"), ...lines];
  if (plain(report) && !proved(report, "witnessed")) rest.push(word("unwatched"));
  const inside = [verdict(kindOf(report), head, "", ...rest.map((text) => make("p", { textContent: text })))];
  inside.push(folded(report));
  if (report.statement) inside.push(after(report));
  show(...inside);
}

// told is what the file says, which is shown only where it may be believed.
function told(report) {
  const s = report.statement;
  if (!s || report.result === "failed") return [];
  const lang = place.dataset.lang;
  const lines = [word("told", grouped(s.number), day(s.day), word("status." + s.status))];
  if (ended(report)) lines.push(word("not_active"));
  if (report.recordedLater) lines.push(word("recorded_later", day(report.recordedLater)));
  if (report.attached) lines.push(word("pdf_printed"));
  lines.push(word("validity", day(s.valid_from), day(s.valid_until)));
  if (s.known !== s.day) lines.push(word("told_known", day(s.known)));
  const name = both(report.names, "name_", lang);
  if (name) lines.push(word("product", name, both(report.names, "holder_", lang)));
  if (report.models.length > 0) lines.push(word("models", report.models.slice(0, 20).join(lang === "ja" ? "、" : ", ") + (report.models.length > 20 ? " …" : "")));
  lines.push(word("public.days", s.zone === place.dataset.offset ? place.dataset.zone : "UTC" + s.zone));
  return lines;
}

// both is a name in the page's language and, where there is one, in the other:
// the box may bear either.
function both(names, of, lang) {
  const all = [names[of + lang], names[of + (lang === "ja" ? "en" : "ja")]].filter(Boolean);
  return [...new Set(all)].join(" / ");
}

// folded is what was looked at, one by one: for those who know what it means,
// and open where something is wrong.
function folded(report) {
  const box = make("details", { className: "details", open: report.result === "failed" });
  box.append(make("summary", { textContent: word("findings") }), make("div", { className: "details-body" }, make("p", { className: "soft", textContent: word("findings_lead") }), make("ul", { className: "findings" }, ...report.findings.map(finding))));
  return box;
}

// after leads on: to the label, and to a checkpoint to keep.
function after(report) {
  const row = make("p", { className: "buttons" });
  row.append(make("a", { className: "button button-secondary", href: place.dataset.labels + encodeURIComponent(report.statement.number), textContent: word("page") }));
  const save = make("button", { type: "button", className: "button button-quiet", textContent: word("save") });
  save.addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([report.newest ?? report.file.checkpoint], { type: "text/plain" }));
    make("a", { href: address, download: "checkpoint-" + report.head.size + ".txt" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  });
  if (report.result !== "failed") row.append(save);
  return row;
}

// run does one check, and says what stands against it.
async function run(deed) {
  result.replaceChildren(make("p", { className: "verify-busy", textContent: word("busy") }));
  result.hidden = false;
  result.setAttribute("aria-busy", "true");
  for (const field of place.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  try {
    await deed();
  } catch (error) {
    if (!(error instanceof Said)) {
      show(verdict("warning", word("unreachable"), String(error)));
      throw error;
    }
    show(verdict(error.kind, error.title, error.message, ...(error.more ?? [])));
    if (error.field) {
      error.field.setAttribute("aria-invalid", "true");
      error.field.closest("details")?.setAttribute("open", "");
      error.field.focus();
    }
  }
}

// What is asked.

// kept is how a registration number is kept, however it was typed.
const kept = (typed) => typed.normalize("NFKC").replace(/[\s\u00ad\u200b-\u200f\u2010-\u2015\u2212\u30fc\u002d]/g, "").toUpperCase();

// grouped writes a number of digits in fours, as it is printed.
const grouped = (n) => (/^(\d{4})+$/.test(n) ? n.match(/\d{4}/g).join(" ") : n);

async function byNumber(number, on) {
  const asked = new URLSearchParams(on ? { on } : {});
  const answer = await get("/labels/" + encodeURIComponent(number) + "/status.json?" + asked).catch(async (error) => {
    throw error.status === 400 ? await refused(number, asked) : error;
  });
  if (answer === null) {
    const more = make("p", {}, make("a", { href: place.dataset.forged, textContent: word("forged_more") }));
    throw Object.assign(new Said("danger", word("unknown_number"), word("unknown_number_text")), { more: [more] });
  }
  showReport(await verified(await answer.text(), { number, day: on }));
}

const form = (name) => place.querySelector(`form[data-by-${name}]`);
const field = (f, name) => f.querySelector(`[name="${name}"]`);

async function askNumber(f) {
  const number = field(f, "q");
  if (kept(number.value) === "") throw new Said("danger", word("need_number"), "", number);
  await byNumber(kept(number.value), f.querySelector("input[type=date]").value);
}

async function askFile(f) {
  const file = field(f, "file");
  const text = field(f, "text").value;
  if (file.files.length === 0 && text.trim() === "") throw new Said("danger", word("need_file"), "", file);
  if (file.files.length === 0) return showReport(await verified(text, {}));
  const { content, attached } = await contentOf(file);
  showReport(Object.assign(await verified(content, {}), { attached }));
}

// contentOf is the status file that was chosen, or that is attached to the
// document that was.
async function contentOf(file) {
  try {
    return await ProofAttached.statusFile(file.files[0]);
  } catch (error) {
    if (!(error instanceof ProofAttached.Wrong)) throw error;
    if (error.message !== "pdf_none") throw new Said("danger", word(error.message, ProofAttached.most >> 20), "", file);
    const find = make("p", {}, make("a", { href: place.dataset.labels.replace(/\/$/, ""), textContent: word("menu.labels") }));
    throw Object.assign(new Said("info", word("undecided"), word("pdf_none")), { more: [find] }); // a certificate, or any other paper
  }
}

function takeDrops() {
  const drop = place.querySelector("[data-drop]");
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.dataset.over = "";
  });
  drop.addEventListener("dragleave", () => delete drop.dataset.over);
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    delete drop.dataset.over;
    if (event.dataTransfer.files.length === 0) return;
    field(form("file"), "file").files = event.dataTransfer.files;
    form("file").requestSubmit();
  });
}

function listen() {
  for (const [name, ask] of Object.entries({ number: askNumber, file: askFile })) {
    form(name).addEventListener("submit", (event) => {
      event.preventDefault();
      event.target.closest("section").after(result);
      run(() => ask(event.target));
    });
  }
  takeDrops();
  place.querySelector("[data-forget]").addEventListener("click", () => {
    memory.forget();
    place.querySelector("[data-forgotten]").textContent = word("forgotten");
  });
}

async function begin() {
  if (!(await ProofLog.able())) {
    place.querySelector("[data-unable]").hidden = false;
    return;
  }
  for (const part of place.querySelectorAll("[data-script]")) part.hidden = false;
  listen();
  const asked = form("number");
  if (place.querySelector("details").open && field(asked, "q").value !== "") run(() => askNumber(asked)); // the address asked for it
}

begin();
