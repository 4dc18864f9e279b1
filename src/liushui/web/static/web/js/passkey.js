// Asks the device for a passkey: <form data-passkey="get|create" data-options="{...}">.
// The answer goes into the form's own field and the form is sent as any other.
(() => {
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const toText = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes)))
      .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const keys = (listed) => (listed || []).map((key) => ({ ...key, id: toBytes(key.id) }));

  const asked = (options) => {
    const { challenge, user, excludeCredentials, allowCredentials, ...rest } = options.publicKey;
    const wish = { ...rest, challenge: toBytes(challenge) };
    if (user) wish.user = { ...user, id: toBytes(user.id) };
    if (excludeCredentials) wish.excludeCredentials = keys(excludeCredentials);
    if (allowCredentials) wish.allowCredentials = keys(allowCredentials);
    return { publicKey: wish };
  };

  const answer = (credential) => {
    const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
    const said = parts.filter((part) => credential.response[part]);
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      clientExtensionResults: {},
      response: Object.fromEntries(said.map((part) => [part, toText(credential.response[part])])),
    });
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential || !navigator.credentials) continue;
    const button = form.querySelector("button[hidden]");
    const refused = form.querySelector("[data-passkey-refused]");
    button.hidden = false;
    form.querySelector("[data-passkey-absent]").hidden = true;
    button.addEventListener("click", async () => {
      refused.hidden = true;
      try {
        const wish = asked(JSON.parse(form.dataset.options));
        form.elements.answer.value = answer(await navigator.credentials[form.dataset.passkey](wish));
      } catch {
        refused.hidden = false; // declined, timed out, or no key of this site
        return;
      }
      form.submit();
    });
  }
})();
