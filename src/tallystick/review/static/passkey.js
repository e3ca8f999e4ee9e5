"use strict";
// Makes or uses a passkey for a form: what is asked stands in the form, and the answer goes with it.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

async function made(options) {
  const credential = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    },
  });
  const { attestationObject, clientDataJSON } = credential.response;
  const transports = credential.response.getTransports ? credential.response.getTransports() : [];
  return [credential, {
    attestationObject: text(attestationObject), clientDataJSON: text(clientDataJSON), transports,
  }];
}

async function used(options) {
  const credential = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: known(options.allowCredentials),
    },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = credential.response;
  return [credential, {
    authenticatorData: text(authenticatorData), clientDataJSON: text(clientDataJSON),
    signature: text(signature), userHandle: userHandle ? text(userHandle) : null,
  }];
}

async function answer(form) {
  const options = JSON.parse(form.dataset.options);
  const [credential, response] = await (form.dataset.passkey === "make" ? made : used)(options);
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.parentElement.querySelector("[data-plain]").hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      form.elements.namedItem("credential").value = await answer(form);
    } catch {
      failed.hidden = false;
      return;
    }
    form.submit();
  });
}
