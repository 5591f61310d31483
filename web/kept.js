// Áo Giáp: the page of what is kept on this phone.
(() => {
  "use strict";
  if (!window.phoneWords) return;
  const word = window.phoneWords;
  const size = (bytes) => bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} kB`
    : `${new Intl.NumberFormat("vi", { maximumFractionDigits: 1 }).format(bytes / 1e6)} MB`;
  const element = (tag, text) => {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  };

  const phone = document.querySelector("[data-phone]");
  const draw = async () => {
    const outboxList = phone.querySelector("[data-outbox-list]");
    const { waiting, help, last } = await outbox.counts();
    const lines = [];
    if (waiting) lines.push(`${waiting} ${word("waiting")}`);
    if (help) lines.push(`${help} ${word("help")}`);
    if (!waiting && last) lines.push(`${word("sentAt")} ${new Intl.DateTimeFormat("vi", { dateStyle: "short", timeStyle: "short" }).format(last)}`);
    outboxList.replaceChildren(...lines.map((line) => element("p", line)));
    const storage = phone.querySelector("[data-storage]");
    const rows = [];
    const room = await navigator.storage?.estimate?.().catch(() => undefined);
    if (room?.quota) rows.push(element("p", `${word("used")}: ${size(room.usage)} ${word("of")} ${size(room.quota)}`));
    storage.replaceChildren(...rows);
  };
  if (phone) { draw(); outbox.onchange(draw); }
})();
