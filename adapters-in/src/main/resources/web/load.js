// Loads a file: shows how it is read, lets people say which column is which field, tries it, and sends it.
import { call, headers, Problem } from './api.js';
import { say, tell } from './muster.js';

const PREVIEWED = 1 << 20;
const WHOLE = 64 << 20;
const TRIED = 64 << 20;
const SAMPLES = 3;

/** @param {string} id */
const element = (id) => /** @type {any} */ (document.getElementById(id));

/** @type {File | null} */
let file = null;
/** @type {any} what the service saw in the file */
let seen = null;
/** @type {Record<string, string>} how people want it read */
let how = {};
let turn = 0;

/** @param {string} name @param {Record<string, string>} [attributes] @param {...(Node | string)} children */
function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

function dataset() {
  return element('dataset').value;
}

/** @returns {{name: string, required: boolean}[]} */
function fields() {
  return element('dataset').selectedOptions[0].dataset.fields.split(',')
    .map((/** @type {string} */ text) => ({ name: text.replace('!', ''), required: text.endsWith('!') }));
}

/** @param {File} chosen */
function take(chosen) {
  const most = Number(element('load').dataset.max);
  if (chosen.size > most) {
    say(`${chosen.name} has more bytes than may be sent here.`, true);
    return;
  }
  file = chosen;
  how = {};
  preview().catch(tell);
}

/** @param {Blob} part */
function form(part) {
  const sent = new FormData();
  sent.append('file', part, file?.name ?? 'rows.csv');
  return sent;
}

function isText() {
  return !/\.(xlsx|gz)$/i.test(file?.name ?? '');
}

async function preview() {
  if (!file) {
    return;
  }
  const mine = ++turn;
  const part = isText() ? file.slice(0, PREVIEWED) : file;
  element('outcome').hidden = true;
  seen = null;
  if (part.size <= WHOLE) {
    try {
      const { body } = await call('POST', `/api/v1/datasets/${dataset()}/preview?${new URLSearchParams(how)}`, { body: form(part) });
      seen = body;
    } catch (e) {
      element('reading').hidden = true;
      throw e;
    }
  }
  if (mine === turn) {
    show();
  }
}

function show() {
  element('reading').hidden = false;
  element('what').replaceChildren(make('strong', {}, make('bdi', {}, file?.name ?? '')), seen
    ? `: ${words(seen)}` : ': too large to be looked at before it is sent');
  const controls = [];
  const tabular = seen && ['csv', 'xlsx'].includes(seen.format);
  if (tabular) {
    controls.push(choice('header', 'First row', [['present', 'has the names of the columns'], ['absent', 'is a record']], seen.header ? 'present' : 'absent'));
    if (seen.format === 'csv') {
      controls.push(choice('delimiter', 'Between values', ['comma', 'semicolon', 'tab', 'pipe'].map((one) => [one, one]), seen.delimiter ?? 'comma'));
      controls.push(choice('charset', 'Character set', ['utf-8', 'utf-16', 'iso-8859-1', 'windows-1252'].map((one) => [one, one.toUpperCase()]), seen.charset));
    } else if (seen.sheets?.length > 1) {
      controls.push(choice('sheet', 'Sheet', seen.sheets.map((/** @type {string} */ one) => [one, one]), how.sheet ?? seen.sheets[0]));
    }
  }
  element('how').replaceChildren(...controls);
  element('how').hidden = controls.length === 0;
  showFirst();
  showFields(tabular);
}

/** @param {any} it */
function words(it) {
  const form = { csv: 'separated values', xlsx: 'a workbook', ndjson: 'a JSON object in each line', json: 'JSON' }[/** @type {string} */ (it.format)] ?? it.format;
  return `${form}, ${(file?.size ?? 0).toLocaleString('en')} bytes${it.format === 'xlsx' ? '' : `, ${it.charset}`}`;
}

/** @param {string} name @param {string} title @param {string[][]} options @param {string} chosen */
function choice(name, title, options, chosen) {
  const select = /** @type {HTMLSelectElement} */ (make('select', { id: `how-${name}` },
    ...options.map(([value, text]) => make('option', { value }, text))));
  if (![...select.options].some((one) => one.value.toLowerCase() === chosen.toLowerCase())) {
    select.append(make('option', { value: chosen }, chosen));
  }
  select.value = [...select.options].find((one) => one.value.toLowerCase() === chosen.toLowerCase())?.value ?? chosen;
  select.addEventListener('change', () => {
    how[name] = select.value;
    preview().catch(tell);
  });
  return make('span', { class: 'field' }, make('label', { for: `how-${name}` }, title), select);
}

/** @returns {string[]} the names of the columns, empty where there are none */
function columnNames() {
  const width = Math.max(0, ...(seen?.records ?? []).map((/** @type {string[]} */ record) => record.length));
  return seen?.columns.length ? seen.columns : Array.from({ length: width }, () => '');
}

function showFirst() {
  const table = element('first');
  const names = columnNames();
  table.replaceChildren(
    make('thead', {}, make('tr', {}, ...names.map((/** @type {string} */ name, /** @type {number} */ i) => make('th', { scope: 'col' }, make('bdi', {}, name || `Column ${i + 1}`))))),
    make('tbody', {}, ...(seen?.records ?? []).map((/** @type {string[]} */ record) => make('tr', {}, ...record.map((value) => make('td', {}, make('bdi', {}, value ?? '')))))),
  );
}

/** @param {boolean} tabular */
function showFields(tabular) {
  element('columns').hidden = !tabular;
  if (!tabular) {
    return;
  }
  const proposal = seen.proposal?.columns ?? {};
  const why = seen.proposal?.reasons ?? {};
  const columns = columnNames();
  element('fields').replaceChildren(...fields().map(({ name, required }) => {
    const select = /** @type {HTMLSelectElement} */ (make('select', { id: `column-${name}`, 'data-field': name, 'aria-label': `Column of ${name}` },
      make('option', { value: '' }, required ? 'none' : 'none (it may be absent)'),
      ...columns.map((/** @type {string} */ column, /** @type {number} */ i) => make('option', { value: String(i) }, column || `Column ${i + 1}`))));
    const proposed = proposal[name];
    const at = typeof proposed === 'number' ? proposed - 1 : columns.findIndex((/** @type {string} */ one) => same(one, proposed));
    select.value = at >= 0 ? String(at) : '';
    const example = make('td', {}, examples(select.value));
    select.addEventListener('change', () => {
      example.replaceChildren(examples(select.value));
      remembering();
    });
    return make('tr', {}, make('td', {}, make('code', {}, name)), make('td', {}, select), make('td', { class: 'why' }, reason(why[name])), example);
  }));
  element('mapping').value = seen.known_mapping ?? slug(file?.name ?? 'file');
  remembering();
}

/** @param {string | undefined} code */
function reason(code) {
  return { name: 'it has the field’s name', alias: 'it is another name of the field', similar: 'its name is like the field’s', content: 'what is in it fits', mapping: 'as you said before' }[code ?? ''] ?? '';
}

/** @param {string} column */
function examples(column) {
  const values = column === '' ? [] : (seen.records ?? []).map((/** @type {string[]} */ record) => record[Number(column)]).filter(Boolean);
  return make('bdi', {}, [...new Set(values)].slice(0, SAMPLES).join(', '));
}

/** @param {string} a @param {any} b */
function same(a, b) {
  return typeof b === 'string' && a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** @param {string} name */
function slug(name) {
  return name.toLowerCase().replace(/(\.[a-z]+)+$/, '').normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 60) || 'file';
}

/** @returns {Record<string, string | number>} which column is which field: by name where there are names */
function chosenColumns() {
  /** @type {Record<string, string | number>} */
  const columns = {};
  element('fields').querySelectorAll('select').forEach((/** @type {HTMLSelectElement} */ select) => {
    if (select.value !== '') {
      const at = Number(select.value);
      columns[select.dataset.field ?? ''] = columnNames()[at] || at + 1;
    }
  });
  return columns;
}

/** Whether the file is read rightly without a mapping: its columns are the fields by name or alias, or in their order. */
function isPlain() {
  if (!seen || !['csv', 'xlsx'].includes(seen.format)) {
    return true;
  }
  if (seen.known_mapping) {
    return false;
  }
  const columns = chosenColumns();
  const names = fields().map((one) => one.name);
  if (!seen.header) {
    return columnNames().length === names.length && names.every((name, i) => columns[name] === i + 1);
  }
  const why = seen.proposal?.reasons ?? {};
  const unchanged = names.every((name) => {
    const proposed = seen.proposal?.columns?.[name];
    return columns[name] === undefined ? proposed === undefined : same(String(columns[name]), proposed);
  });
  return unchanged && columnNames().length === Object.keys(columns).length
    && Object.keys(columns).every((name) => ['name', 'alias'].includes(why[name]));
}

function remembering() {
  element('remembering').hidden = isPlain();
}

/** @returns {Promise<URLSearchParams>} the options of the load; a mapping is put on record first */
async function options() {
  const query = new URLSearchParams({ ...how, mode: element('mode').value });
  if (element('strict').checked) {
    query.set('strict', 'true');
  }
  if (!isPlain()) {
    const name = element('mapping').value;
    const address = `/api/v1/datasets/${dataset()}/mappings/${encodeURIComponent(name)}`;
    // What values stand for was said elsewhere, and stays.
    const { body } = await call('GET', `/api/v1/datasets/${dataset()}/mappings?limit=1000`);
    const before = body.mappings.find((/** @type {any} */ one) => one.name === name);
    await call('PUT', address, { json: { columns: chosenColumns(), values: before?.values ?? {} } });
    query.set('mapping', name);
    query.delete('header');
  }
  return query;
}

/** @param {boolean} busy */
function working(busy) {
  element('try').disabled = busy;
  element('go').disabled = busy;
}

element('try')?.addEventListener('click', async () => {
  if (!file) {
    return;
  }
  if (file.size > TRIED) {
    say('Files of more than 64 MiB are not tried here; load it, and undo the run if it is not what you want.', true);
    return;
  }
  working(true);
  try {
    const query = await options();
    query.set('dry_run', 'true');
    const { body } = await call('POST', `/api/v1/datasets/${dataset()}/records?${query}`, { body: form(file) });
    outcome(body);
  } catch (e) {
    tell(e);
  } finally {
    working(false);
  }
});

/** @param {any} run what would be */
function outcome(run) {
  const { counts } = run;
  const told = element('told');
  told.replaceChildren(make('p', {}, `${counts.received.toLocaleString('en')} records: ${counts.inserted.toLocaleString('en')} inserted, ${counts.updated.toLocaleString('en')} updated, ${counts.unchanged.toLocaleString('en')} unchanged, ${counts.rejected.toLocaleString('en')} rejected.`));
  const codes = Object.entries(run.rejections_by_code ?? {});
  if (codes.length) {
    told.append(make('p', {}, 'Rejected because of: ' + codes.map(([code, count]) => `${code} (${count})`).join(', ')));
    told.append(rows(['Line', 'What is wrong', 'As received'], run.rejections.slice(0, 20).map((/** @type {any} */ one) => [String(one.line), one.reasons.map((/** @type {any} */ reason) => reason.message).join('; '), one.raw ?? ''])));
  }
  if (run.changes?.length) {
    told.append(make('h3', {}, 'First changes'));
    told.append(rows(['Key', 'From', 'To'], run.changes.slice(0, 20).map((/** @type {any} */ one) => changeRow(one))));
  }
  element('outcome').hidden = false;
  element('outcome').scrollIntoView({ block: 'nearest' });
}

/** @param {any} change @returns {(string | Node)[]} */
function changeRow(change) {
  const before = change.before ?? change.old ?? {};
  const after = change.after ?? change.new ?? {};
  const differing = Object.keys(after).filter((name) => before[name] !== after[name]);
  return [
    String(change.key ?? ''),
    make('del', {}, differing.map((name) => `${name}: ${before[name] ?? ''}`).join(', ')),
    make('ins', {}, differing.map((name) => `${name}: ${after[name] ?? ''}`).join(', ')),
  ];
}

/** @param {string[]} names @param {(string | Node)[][]} lines */
function rows(names, lines) {
  return make('div', { class: 'scrolls', tabindex: '0', role: 'region', 'aria-label': names.join(', ') }, make('table', {},
    make('thead', {}, make('tr', {}, ...names.map((name) => make('th', { scope: 'col' }, name)))),
    make('tbody', {}, ...lines.map((line) => make('tr', {}, ...line.map((value) => make('td', {}, typeof value === 'string' ? make('bdi', {}, value) : value)))))));
}

element('go')?.addEventListener('click', async () => {
  if (!file) {
    return;
  }
  working(true);
  try {
    const query = await options();
    location.assign('/runs/' + await upload(`/api/v1/datasets/${dataset()}/records?${query}`, file));
  } catch (e) {
    tell(e);
    working(false);
    element('uploading').hidden = true;
  }
});

/**
 * Sends the file, and shows how far it is.
 * @param {string} url
 * @param {File} whole
 * @returns {Promise<string>} the id of the run
 */
function upload(url, whole) {
  element('uploading').hidden = false;
  // Who leaves the page now ends the upload.
  addEventListener('beforeunload', stay);
  const end = () => removeEventListener('beforeunload', stay);
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    Object.entries(headers({ Prefer: 'respond-async' })).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.addEventListener('progress', (event) => {
      element('progress').value = event.total ? event.loaded / event.total : 0;
      element('sent').textContent = `${Math.round(event.loaded / 1024).toLocaleString('en')} of ${Math.round(event.total / 1024).toLocaleString('en')} KiB sent`;
    });
    request.addEventListener('error', () => failed(new Problem(0, { detail: 'the service cannot be reached' })));
    request.addEventListener('load', () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // A proxy in between may answer in its own way.
      }
      if (request.status >= 400) {
        failed(new Problem(request.status, body));
      } else {
        done(/** @type {any} */ (body).id);
      }
    });
    request.addEventListener('loadend', end);
    request.send(form(whole));
  });
}

/** @param {BeforeUnloadEvent} event */
function stay(event) {
  event.preventDefault();
}

element('file')?.addEventListener('change', () => element('file').files[0] && take(element('file').files[0]));
element('dataset')?.addEventListener('change', () => preview().catch(tell));
element('paste')?.addEventListener('click', () => {
  element('pasting').hidden = false;
  element('rows').focus();
});
element('pasted')?.addEventListener('click', () => {
  const text = element('rows').value;
  if (text.trim()) {
    take(new File([text], text.includes('\t') ? 'pasted.tsv' : 'pasted.csv'));
  }
});
const drop = element('drop');
['dragenter', 'dragover'].forEach((type) => drop?.addEventListener(type, (/** @type {DragEvent} */ event) => {
  event.preventDefault();
  drop.classList.add('over');
}));
['dragleave', 'drop'].forEach((type) => drop?.addEventListener(type, () => drop.classList.remove('over')));
drop?.addEventListener('drop', (/** @type {DragEvent} */ event) => {
  event.preventDefault();
  const dropped = event.dataTransfer?.files[0];
  if (dropped) {
    take(dropped);
  }
});
