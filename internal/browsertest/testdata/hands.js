// What a person does with eyes and hands, for the browser tests: find a
// control by the words on it, fill it in, press it. It only ever uses what
// is visible and enabled.
(() => {
  const seen = (el) => el.checkVisibility({ visibilityProperty: true }) && el.getClientRects().length > 0;
  const words = (el) => (el?.innerText ?? el?.textContent ?? "").replace(/\s+/g, " ").trim();
  const name = (el) => el.getAttribute("aria-label") || words(el) || el.value || "";
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);

  const one = (list, what) => {
    if (list.length === 0) throw new Error("not on the page: " + what);
    return list[0];
  };

  // control finds a link or button by the words on it: exactly, else by its beginning.
  const control = (text) => {
    const list = all("button, a[href], summary, input[type=submit]");
    const exact = list.filter((el) => name(el) === text);
    return one(exact.length ? exact : list.filter((el) => name(el).startsWith(text)), `a link or button "${text}"`);
  };

  const press = (text) => {
    const el = control(text);
    if (el.disabled) throw new Error(`"${text}" is not enabled`);
    el.click();
  };

  // fields finds the visible fields of this name, in the form whose button
  // has these words when a page has several forms.
  const fields = (fieldName, button) =>
    all(`[name="${CSS.escape(fieldName)}"]`).filter((el) => !button || (el.form && [...el.form.elements].some((b) => b.tagName === "BUTTON" && name(b) === button)));
  const field = (fieldName, button) => one(fields(fieldName, button), `a field named ${fieldName}`);

  // labelled fails when a field has no visible label.
  const labelled = (el) => {
    if (![...(el.labels ?? [])].some(seen)) throw new Error(`field ${el.name} has no visible label`);
    return el;
  };

  const changed = (el) => {
    el.dispatchEvent(new Event("input", { bubbles: true }));
    el.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const fill = (fieldName, value, button) => {
    const el = labelled(field(fieldName, button));
    if (el.tagName === "SELECT") {
      if (![...el.options].some((o) => o.value === value)) throw new Error(`${fieldName} has no option ${value}: ${[...el.options].map((o) => o.value)}`);
    } else if (el.maxLength >= 0 && value.length > el.maxLength) {
      throw new Error(`${fieldName} takes at most ${el.maxLength} characters`);
    }
    el.focus();
    el.value = value;
    if (el.value.replaceAll("\r", "") !== value) throw new Error(`${fieldName} does not take "${value}"`);
    changed(el);
  };

  const choose = (fieldName, value, button) => {
    const el = labelled(one(fields(fieldName, button).filter((o) => o.value === value), `a choice ${value} of ${fieldName}`));
    if (!el.checked) el.click();
  };

  // follow presses the first link whose address ends so.
  const follow = (end) => one(all("a[href]").filter((el) => new URL(el.href).pathname.endsWith(end)), `a link to …${end}`).click();

  // submit presses the button of the form that is sent to an address with this in it.
  const submit = (part) => one(all("form button").filter((b) => b.type === "submit" && new URL(b.form.action).pathname.includes(part)), `a form for ${part}`).click();

  const value = (fieldName) => {
    const list = fields(fieldName);
    const el = one(list, `a field named ${fieldName}`);
    if (el.type === "radio" || el.type === "checkbox") return list.find((o) => o.checked)?.value ?? "";
    return el.value;
  };

  // focused says where the keyboard is: the field's name and value, or the words on the control.
  const focused = () => {
    const el = document.activeElement;
    if (!el || el === document.body) return { Field: "", Value: "", Words: "", Seen: false };
    const ring = getComputedStyle(el);
    const shown = ring.outlineStyle !== "none" || ring.boxShadow !== "none";
    return { Field: el.name ?? "", Value: el.value ?? "", Words: name(el), Seen: seen(el) && shown };
  };

  // features is what tells pages of one sort apart: which parts stand on
  // them, and to where their forms go.
  const features = (page) => {
    const found = new Set();
    for (const el of page.querySelectorAll("body [class]")) for (const name of el.classList) found.add("." + name);
    for (const form of page.querySelectorAll("form")) found.add((form.getAttribute("action") ?? "").replace(/[A-Z2-7]{26}|[0-9]{16}|S[0-9.]+-[0-9]+|\?.*/g, "*"));
    for (const el of page.querySelectorAll("[role], [aria-invalid], details[open]")) found.add(el.getAttribute("role") ?? el.localName);
    return [...found];
  };

  // read fetches a page without going there, and tells what stands on it.
  // Of what is no page only the beginning is taken.
  const read = async (address) => {
    const answer = await fetch(address);
    const told = { Address: address, Status: answer.status, Moved: answer.url, Text: "", Features: [], Links: [] };
    if (!(answer.headers.get("Content-Type") ?? "").startsWith("text/html")) {
      await answer.body?.cancel();
      return told;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    told.Features = features(page);
    told.Links = [...page.querySelectorAll("a[href]")].map((a) => new URL(a.getAttribute("href"), answer.url).href);
    for (const script of page.querySelectorAll("script")) script.remove(); // not words
    const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
    const said = [page.title];
    while (texts.nextNode()) said.push(texts.currentNode.data);
    told.Text = said.join(" ");
    return told;
  };

  window.hands = { read, features, press, follow, submit, fill, choose, value, focused, words, has: (text) => words(document.body).includes(text), names: (selector) => [...new Set(all(selector).map((el) => el.name))], enabled: (text) => !control(text).disabled };
})();
