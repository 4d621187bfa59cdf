/** Elements of the page, made from text alone, and files and copies of rows. */
export const elements = String.raw`/** For each text whether the word is in it. */
function marked(word) {
  const mark = new Uint8Array(lower.length);
  for (let text = 0; text < mark.length; text++) if (lower[text].includes(word)) mark[text] = 1;
  return mark;
}

/** Whether some cell of a row, or some line of a cell, is marked. */
function has(row, mark) {
  for (const cell of row) {
    if (typeof cell === 'number' ? mark[cell] : has(cell, mark)) return true;
  }
  return false;
}

function first(value) {
  return Array.isArray(value) ? value[0] : value;
}

function full(value) {
  return Array.isArray(value) ? value.map((text) => texts[text]).join('\n') : texts[value];
}

function digits(number) {
  return number.toLocaleString('en');
}

/** A spreadsheet must not take a name for a formula. */
function csvCell(text) {
  const safe = /^\s*[=+\-@\t\r]/.test(text) ? "'" + text : text;
  return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
}

function save(name, type, content) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const a = element('a', { href: url, download: name });
  a.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function copy(text, near) {
  const said = () => { near.textContent = 'Copied'; setTimeout(() => { near.textContent = 'Copy source names'; }, 2000); };
  const byHand = () => {
    const box = element('textarea', { readonly: '', 'aria-label': 'Source names' }, text);
    near.after(box);
    box.select();
    box.addEventListener('blur', () => box.remove());
  };
  if (!navigator.clipboard) byHand();
  else navigator.clipboard.writeText(text).then(said, byHand);
}

function cell(text, column) {
  const td = element('td', { role: 'cell', class: column.kind, 'data-label': column.title });
  const lines = text.split('\n');
  if (column.kind.includes('badge')) {
    td.append(element('span', { class: 'badge ' + text }, text));
  } else if (column.kind.includes('long') && lines.length > 1) {
    const details = element('details', {});
    details.append(element('summary', {}, lines[0]), ...lines.slice(1).map((one) => element('p', {}, one)));
    td.append(details);
  } else {
    td.textContent = text;
  }
  return td;
}

function label(text, control, kind) {
  const made = element('label', { class: kind }, text);
  made.append(control);
  return made;
}

function button(text, action) {
  const made = element('button', { type: 'button' }, text);
  made.addEventListener('click', action);
  return made;
}

function option(value, text) {
  return element('option', { value }, text);
}

function element(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}
`;
