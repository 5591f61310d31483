// Passkeys: asks the server for a question, lets the device answer it, sends the answer with the form.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const opened = (options) => {
    const key = options.publicKey;
    key.challenge = bytes(key.challenge);
    if (key.user) key.user.id = bytes(key.user.id);
    for (const list of [key.excludeCredentials, key.allowCredentials]) (list || []).forEach((one) => { one.id = bytes(one.id); });
    return { publicKey: key };
  };
  const told = (answer) => {
    const of = answer.response;
    const response = { clientDataJSON: text(of.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) if (of[name]) response[name] = text(of[name]);
    if (of.getTransports) response.transports = of.getTransports();
    return JSON.stringify({ id: answer.id, rawId: text(answer.rawId), type: answer.type, response, extensions: answer.getClientExtensionResults() });
  };
  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const box = form.querySelector("[name=tra_loi]");
    const fault = form.querySelector("[data-passkey-error]");
    form.addEventListener("submit", async (event) => {
      if (box.value) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      fault.hidden = true;
      try {
        const body = new URLSearchParams({ csrf: form.querySelector("[name=csrf]")?.value || "" });
        const reply = await fetch(form.dataset.ask, { method: "POST", body });
        if (!reply.ok) throw new Error((await reply.json()).title);
        const options = opened(await reply.json());
        box.value = told(await navigator.credentials[form.dataset.passkey](options));
        form.submit();
      } catch (wrong) {
        fault.hidden = false;
      }
    }, true);
  });
})();
