// Guards what was typed into one form of a page while another is sent, or the
// page is left. A form that saves itself (data-autosave) looks after its own.
// The page carries the words in [data-unsaved], hidden until they are needed.

(() => {
  const notice = document.querySelector("[data-unsaved]");
  const list = notice.querySelector("ul");
  const guarded = [...document.querySelectorAll('main form[method="post"]:not([data-autosave])')];
  let allowed = null; // the form that was pressed again after the notice
  let leaving = false;

  // A control is as it came, or has been changed since. What a browser brings
  // back after a reload counts as typed.
  function changed(control) {
    switch (control.type) {
      case "checkbox":
      case "radio":
        return control.checked !== control.defaultChecked;
      case "select-one": {
        const given = Math.max(0, [...control.options].findIndex((o) => o.defaultSelected));
        return control.selectedIndex !== given;
      }
      case "file":
        return control.files.length > 0;
      case "hidden":
      case "submit":
      case "button":
      case "fieldset":
      case "output":
        return false;
    }
    return control.value !== control.defaultValue;
  }

  // A form that came back with a refusal holds what is on no record.
  const unsaved = (form) => [...form.elements].find(changed) ?? form.querySelector('[aria-invalid="true"]');

  // named says which form it is: what it is folded under, else its button.
  function named(form) {
    const fold = form.closest("details")?.querySelector("summary");
    const words = (fold ?? form.querySelector("legend, h3, h4, button")).textContent;
    return words.replace(/\s+/g, " ").trim();
  }

  function show(form, others) {
    list.replaceChildren(
      ...others.map((other) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button button-quiet";
        button.textContent = named(other);
        button.addEventListener("click", () => {
          other.closest("details")?.setAttribute("open", "");
          unsaved(other)?.focus();
        });
        item.append(button);
        return item;
      }),
    );
    (form.closest("main") ? form : document.querySelector("main")).append(notice);
    notice.hidden = false;
    notice.focus();
  }

  window.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const form = event.target;
    const others = guarded.filter((other) => other !== form && unsaved(other));
    if (others.length > 0 && allowed !== form) {
      event.preventDefault();
      allowed = form;
      show(form, others);
      return;
    }
    leaving = true;
  });

  window.addEventListener("beforeunload", (event) => {
    const asked = guarded.filter((form) => !form.hasAttribute("data-guard")); // autosave.js asks of those
    if (!leaving && asked.some((form) => [...form.elements].some(changed))) event.preventDefault();
  });
  window.addEventListener("pageshow", () => (leaving = false));
})();
