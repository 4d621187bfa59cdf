/** A table of rows: its filters, its order, its pages, and what can be done with the rows. */
export const rowTable = String.raw`const ROLES = [['table', 'table'], ['thead, tbody', 'rowgroup'], ['thead tr', 'row'], ['thead th', 'columnheader']];

function table(root, caption) {
  const id = root.dataset.table;
  const cells = data[id];
  const rows = cells[0].map((_, index) => cells.map((column) => column[index]));
  const heads = Array.from(root.querySelectorAll('th'));
  const columns = heads.map((head) => ({ title: head.textContent, kind: head.dataset.kind }));
  const body = root.querySelector('tbody');
  const panel = root.querySelector('.controls');
  const state = { words: '', chosen: new Map(), column: -1, down: false, group: -1, page: 0, size: 100, rows };
  const status = element('span', { role: 'status' });
  const back = button('Previous', () => turn(-1));
  const forth = button('Next', () => turn(1));
  const search = element('input', { type: 'search', autocomplete: 'off' });
  const groups = element('select', {});
  const selects = controls();
  if (rows.length > 20) panel.hidden = false;
  // On a phone the table is drawn as blocks, which takes from its parts the roles that they have by themselves.
  for (const [selector, role] of ROLES) {
    for (const one of root.querySelectorAll(selector)) one.setAttribute('role', role);
  }
  heads.forEach((head, column) => {
    const title = head.textContent;
    head.replaceChildren(button(title, () => sort(column)));
  });
  const pages = element('div', { class: 'pages' });
  pages.append(...(rows.length > state.size ? [back, forth, sizes()] : []), status, ...tools());
  root.append(pages);
  select();
  addEventListener('beforeprint', () => show(0, PRINTED));
  addEventListener('afterprint', draw);
  return { restore };

  function controls() {
    let timer = 0;
    search.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => { state.words = search.value; select(); keep(); }, 120);
    });
    panel.append(label('Search ' + caption.toLowerCase(), search, 'search'));
    const made = new Map();
    columns.forEach(({ title, kind }, column) => {
      if (!kind.includes('facet')) return;
      const parts = (cell) => kind.includes('list') ? texts[cell].split(', ') : [texts[cell]];
      const cells = [...new Set(rows.map((row) => row[column]))];
      const values = [...new Set(cells.flatMap(parts))].sort(collator.compare);
      const box = element('select', {});
      box.append(option('', 'all'), ...values.map((value, index) => option(String(index), value || '(none)')));
      const pick = (value) => {
        const index = value === null ? -1 : values.indexOf(value);
        // A value that is not there is shown and finds nothing: never all rows.
        if (value !== null && index < 0) box.append(option('none', 'no such value: ' + value));
        box.value = value === null ? '' : index < 0 ? 'none' : String(index);
        if (value === null) state.chosen.delete(column);
        else state.chosen.set(column, { value, cells: new Set(cells.filter((cell) => parts(cell).includes(value))) });
      };
      box.addEventListener('change', () => {
        pick(box.value === '' ? null : box.value === 'none' ? '' : values[Number(box.value)]);
        select();
        keep();
      });
      panel.append(label(title, box, ''));
      made.set(title, { box, pick });
    });
    if (id === 'findings') {
      groups.append(option('-1', 'nothing'), ...columns.flatMap(({ title, kind }, column) =>
        kind.includes('facet') || title === 'Source' || title === 'Program' ? [option(String(column), title)] : []));
      groups.addEventListener('change', () => { state.group = Number(groups.value); arrange(); keep(); });
      panel.append(label('Group by', groups, ''));
    }
    return made;
  }

  /** What can be done with the rows that are selected: all pages of them. */
  function tools() {
    if (id !== 'findings' && id !== 'sources') return [];
    const source = columns.findIndex(({ title }) => title === 'Source');
    const names = () => [...new Set(state.rows.map((row) => texts[row[source]]))].join('\n');
    return [
      button('Copy source names', (event) => copy(names(), event.target)),
      button('Save as CSV', () => save(id + '.csv', 'text/csv', csv())),
      button('Save as JSON', () => save(id + '.json', 'application/json', JSON.stringify(state.rows.map(record), null, 2))),
    ];
  }

  function csv() {
    const lines = [columns.map(({ title }) => title), ...state.rows.map((row) => row.map(full))];
    return lines.map((cells) => cells.map(csvCell).join(',') + '\r\n').join('');
  }

  function record(row) {
    return Object.fromEntries(columns.map(({ title }, column) => [title, full(row[column])]));
  }

  function restore(query) {
    state.words = search.value = query.get('q') ?? '';
    for (const [title, { pick }] of selects) pick(query.get(title));
    const by = query.get('sort') ?? '';
    state.down = by.startsWith('-');
    state.column = columns.findIndex(({ title }) => title === by.replace(/^-/, ''));
    state.group = columns.findIndex(({ title }) => title === query.get('group'));
    groups.value = String(state.group);
    panel.hidden = false;
    select();
    state.page = Math.max(0, Math.min(Number(query.get('page') ?? 1) - 1, Math.ceil(state.rows.length / state.size) - 1)) || 0;
    draw();
    root.scrollIntoView({ block: 'start' });
    search.focus({ preventScroll: true });
  }

  function keep() {
    const query = new URLSearchParams();
    if (state.words !== '') query.set('q', state.words);
    for (const [column, { value }] of state.chosen) query.set(columns[column].title, value);
    if (state.column >= 0) query.set('sort', (state.down ? '-' : '') + columns[state.column].title);
    if (state.group >= 0) query.set('group', columns[state.group].title);
    if (state.page > 0) query.set('page', state.page + 1);
    history.replaceState(null, '', '#' + id + '?' + query);
  }

  function select() {
    const words = state.words.toLowerCase().split(/\s+/).filter(Boolean);
    const marks = words.map(marked);
    state.rows = marks.length + state.chosen.size === 0 ? rows : rows.filter((row) =>
      marks.every((mark) => has(row, mark)) &&
      [...state.chosen].every(([column, { cells }]) => cells.has(row[column])));
    arrange();
  }

  function sort(column) {
    state.down = state.column === column && !state.down;
    state.column = column;
    arrange();
    keep();
  }

  function arrange() {
    const { column, down, group } = state;
    heads.forEach((head, index) => {
      if (index === column) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    if (column < 0 && id === 'findings') {
      const byStatus = STATUSES.map(() => []);
      for (const row of state.rows) byStatus[STATUSES.indexOf(texts[row[0]])].push(row);
      state.rows = byStatus.flat();
    }
    if (column >= 0) {
      const values = [...new Set(rows.map((row) => first(row[column])))];
      const sorted = values.sort((a, b) => collator.compare(texts[a], texts[b]));
      const rank = new Map(sorted.map((value, index) => [value, down ? -index : index]));
      state.rows = state.rows.slice().sort((a, b) => rank.get(first(a[column])) - rank.get(first(b[column])));
    }
    if (group >= 0) {
      const counts = new Map();
      for (const row of state.rows) counts.set(row[group], (counts.get(row[group]) ?? 0) + 1);
      // The largest group first; of equal ones in the order of their names.
      const order = [...counts.keys()].sort((a, b) => counts.get(b) - counts.get(a) || collator.compare(texts[a], texts[b]));
      const rank = new Map(order.map((value, index) => [value, index]));
      state.rows = state.rows.slice().sort((a, b) => rank.get(a[group]) - rank.get(b[group]));
      state.counts = counts;
    }
    state.page = 0;
    draw();
  }

  function turn(by) {
    state.page += by;
    draw();
    keep();
  }

  function draw() {
    const { page, size } = state;
    show(page * size, size);
  }

  function show(from, number) {
    const shown = state.rows.slice(from, from + number);
    body.replaceChildren(...shown.flatMap((row, at) => [...heading(row, shown[at - 1]), line(row)]));
    const all = state.rows.length;
    const of = all === rows.length ? digits(all) : digits(all) + ' (of ' + digits(rows.length) + ' in all)';
    status.textContent = all === 0 ? 'No row fits.' : 'Rows ' + digits(from + 1) + ' to ' + digits(from + shown.length) + ' of ' + of;
    back.disabled = from === 0;
    forth.disabled = from + number >= all;
  }

  function line(row) {
    const tr = element('tr', { role: 'row' });
    tr.append(...row.map((value, column) => cell(full(value), columns[column])));
    return tr;
  }

  /** Above the first row of a group on a page. */
  function heading(row, before) {
    const { group, counts } = state;
    if (group < 0 || (before && before[group] === row[group])) return [];
    const th = element('th', { role: 'rowheader', scope: 'rowgroup', colspan: columns.length },
      (texts[row[group]] || '(none)') + ': ' + digits(counts.get(row[group])));
    const tr = element('tr', { role: 'row', class: 'group' });
    tr.append(th);
    return [tr];
  }

  function sizes() {
    const box = element('select', {});
    box.append(...['100', '500', '2000'].map((size) => option(size, size)));
    box.addEventListener('change', () => { state.size = Number(box.value); state.page = 0; draw(); });
    return label('Rows per page', box, 'faint');
  }
}

`;
