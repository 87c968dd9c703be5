// Runs the passkey ceremonies of the door. A form that wants one says so:
//
//   data-passkey   "create" or "get"
//   data-begin     address that answers with the options
//   data-finish    address that takes the response and answers {"next": …}
//
// and carries its messages in data-said-*, in the reader's language.

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0)).buffer;

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const withBytes = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function optionsFor(kind, sent) {
  const options = { ...sent.publicKey, challenge: bytes(sent.publicKey.challenge) };
  if (kind === "create") {
    options.user = { ...options.user, id: bytes(options.user.id) };
    options.excludeCredentials = withBytes(options.excludeCredentials);
  } else {
    options.allowCredentials = withBytes(options.allowCredentials);
  }
  return { publicKey: options };
}

function toSend(credential) {
  const given = credential.response;
  const response = { clientDataJSON: text(given.clientDataJSON) };
  if (given.attestationObject) {
    response.attestationObject = text(given.attestationObject);
    response.transports = given.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(given.authenticatorData);
    response.signature = text(given.signature);
    if (given.userHandle) response.userHandle = text(given.userHandle);
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

class Refused extends Error {}

async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    credentials: "same-origin",
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(said.message ?? "");
  return said;
}

async function run(form) {
  const kind = form.dataset.passkey;
  const begun = await post(form.dataset.begin, {});
  const credential = await navigator.credentials[kind](optionsFor(kind, begun));
  const fields = Object.fromEntries(new FormData(form));
  const done = await post(form.dataset.finish, { ...fields, credential: toSend(credential) });
  location.assign(done.next);
}

function said(form, error) {
  if (error instanceof Refused && error.message) return error.message;
  if (error.name === "NotAllowedError") return form.dataset.saidCancelled;
  if (error.name === "InvalidStateError") return form.dataset.saidAlready;
  return form.dataset.saidFailed;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button");
  const place = form.querySelector("[data-said]");
  if (!window.PublicKeyCredential) {
    place.textContent = form.dataset.saidUnsupported;
    continue;
  }
  const ready = () => (button.disabled = false);
  ready();
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return; // else it came back as it was left: waiting
    place.textContent = "";
    ready();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    place.textContent = form.dataset.saidWaiting;
    try {
      await run(form);
    } catch (error) {
      place.textContent = said(form, error);
      ready();
    }
  });
}
