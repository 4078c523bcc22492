// The grid in which rejected records are put right.
import { TabulatorFull as Tabulator } from './tabulator.js';
import { call, headers, settled } from './api.js';
import { parse, write } from './csv.js';
import { decided, refresh, say, tell } from './muster.js';

const ABOUT = ['rejection_id', 'codes', 'fields', 'messages', 'raw'];
const AT_ONCE = 100;
/** Each cell is set, drawn and tried by itself. What is given to more goes in at once, and what is still wrong stays. */
const MOST_GIVEN = 5000;
/** Most characters that a link takes at once. */
const MOST_SENT = 500_000;

/**
 * @typedef {object} Row a rejected record
 * @property {string} rejection_id
 * @property {string} raw
 * @property {Record<string, string>} received values as they were received, by field
 * @property {Record<string, string>} faults messages by field; those of the whole record by ''
 * @property {'' | 'checking' | 'right' | 'wrong'} state of what was changed; '' for nothing
 */

const work = document.getElementById('work');
if (work) {
  open(work).catch(tell);
}

/** @param {HTMLElement} place */
async function open(place) {
  const dataset = place.dataset.dataset ?? '';
  const fields = (place.dataset.fields ?? '').split(',');
  const file = place.dataset.file ?? '';
  const records = `/api/v1/datasets/${dataset}/records`;
  /** Where to send what was put right by somebody who has nothing but a link. */
  const corrections = place.dataset.corrections;
  const send = /** @type {HTMLButtonElement} */ (document.getElementById('send'));
  const undo = /** @type {HTMLButtonElement} */ (document.getElementById('undo'));
  const state = /** @type {HTMLElement} */ (document.getElementById('state'));
  const upsert = /** @type {HTMLInputElement | null} */ (document.getElementById('upsert'));

  place.hidden = false;
  const rows = await fetchRows();
  const grid = new Tabulator('#grid', {
    data: rows,
    index: 'rejection_id',
    height: Math.max(300, Math.min(640, 60 + rows.length * 36)),
    layout: 'fitDataFill',
    rowHeight: 34,
    // Rows beyond the edges, in pixels: a whole screen of them, as without it, makes each jump take three times as long.
    renderVerticalBuffer: 100,
    selectableRange: 1,
    selectableRangeColumns: false,
    selectableRangeRows: true,
    selectableRangeClearCells: true,
    editTriggerEvent: 'dblclick',
    clipboard: true,
    clipboardCopyStyled: false,
    clipboardCopyConfig: { rowHeaders: false, columnHeaders: false },
    clipboardCopyRowRange: 'range',
    clipboardPasteParser: 'range',
    clipboardPasteAction: 'range',
    history: true,
    columnDefaults: { headerSort: false, resizable: 'header' },
    rowHeader: { field: 'state', title: 'State', width: 90, frozen: true, formatter: stateText, headerSort: false, resizable: false },
    columns: [
      ...fields.map((field) => ({ title: field, field, editor: 'input', minWidth: 110, formatter: value })),
      { title: 'What is wrong', field: 'messages', minWidth: 260, formatter: messages },
    ],
  });
  document.getElementById('plain')?.setAttribute('hidden', '');
  document.querySelectorAll('.needs-script').forEach((one) => one.removeAttribute('hidden'));

  /** @returns {Promise<Row[]>} what waits to be put right */
  async function fetchRows() {
    const answer = await fetch(file, { headers: headers(), credentials: 'same-origin' });
    if (!answer.ok) {
      throw new Error(`the rejections cannot be read: ${answer.status}`);
    }
    const [names, ...lines] = parse(await answer.text());
    return lines.map((line) => {
      const all = Object.fromEntries(names.map((name, i) => [name, line[i] ?? '']));
      const at = all.fields.split(';');
      const told = all.messages.split(';');
      /** @type {Record<string, string>} */
      const faults = {};
      at.forEach((field, i) => {
        const message = at.length === told.length ? told[i] : all.messages;
        faults[field] = faults[field] ? `${faults[field]}; ${message}` : message;
      });
      return { ...all, messages: Object.values(faults).join('; '), received: Object.fromEntries(fields.map((field) => [field, all[field]])), faults, state: '' };
    });
  }

  /** @param {any} cell */
  function value(cell) {
    mark(cell);
    return escaped(cell.getValue() ?? '');
  }

  /** @param {any} cell */
  function mark(cell) {
    const fault = cell.getData().faults[cell.getField()];
    const element = cell.getElement();
    element.classList.toggle('bad-cell', Boolean(fault));
    element.title = fault ?? '';
  }

  /** @param {any} cell */
  function messages(cell) {
    return escaped(cell.getValue() ?? '');
  }

  /** @param {any} cell */
  function stateText(cell) {
    return { '': '', checking: 'checking', right: '✓ right', wrong: '✗ wrong' }[/** @type {Row} */ (cell.getData()).state];
  }

  /** @param {string} text */
  function escaped(text) {
    const element = document.createElement('span');
    element.textContent = text;
    return element.innerHTML;
  }

  /** @param {Row} row */
  const isChanged = (row) => fields.some((field) => (/** @type {any} */ (row)[field] ?? '') !== row.received[field]);

  /** @param {Row[]} some */
  function asFile(some) {
    return write([
      [...fields, ...ABOUT],
      ...some.map((row) => [...fields.map((field) => String(/** @type {any} */ (row)[field] ?? '')), row.rejection_id, '', '', '', '']),
    ]);
  }

  const mode = () => (upsert?.checked ? 'upsert' : 'insert');

  /**
   * Has the service look at records, or take them.
   * @param {Row[]} some
   * @param {boolean} dryRun
   */
  function sent(some, dryRun) {
    if (!corrections) {
      return call('POST', `${records}?${dryRun ? 'dry_run=true&' : ''}mode=${mode()}`, {
        body: asFile(some), headers: { 'Content-Type': 'text/csv' },
      });
    }
    const json = { records: Object.fromEntries(some.map((row) => [row.rejection_id, valuesOf(row)])) };
    return call('POST', corrections + (dryRun ? '?dry_run=true' : ''), { json });
  }

  /** @param {Row} row */
  function valuesOf(row) {
    return Object.fromEntries(fields.map((field) => [field, String(/** @type {any} */ (row)[field] ?? '')]));
  }

  /**
   * Divides what is sent at once, where there is a most.
   * @param {Row[]} some
   */
  function parts(some) {
    if (!corrections) {
      return [some];
    }
    /** @type {Row[][]} */
    const all = [[]];
    let length = 0;
    for (const row of some) {
      const more = JSON.stringify(valuesOf(row)).length + 100;
      if (length > 0 && length + more > MOST_SENT) {
        all.push([]);
        length = 0;
      }
      all[all.length - 1].push(row);
      length += more;
    }
    return all;
  }

  // Changes come one by one, or by the thousand from a spreadsheet.
  /** @type {Set<string>} */
  const changed = new Set();
  let asked = 0;
  /** Whether the grid is there no more. */
  let over = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let soon;

  /** @param {string} id */
  function touch(id) {
    changed.add(id);
    clearTimeout(soon);
    soon = setTimeout(() => check().catch(tell), 250);
  }

  /** Has the service look at what was changed since it last did. */
  async function check() {
    const turn = ++asked;
    const ids = [...changed];
    changed.clear();
    const some = ids.map((id) => grid.getRow(id)).filter(Boolean).map((row) => /** @type {Row} */ (row.getData()));
    some.filter((row) => !isChanged(row)).forEach((row) => show(row, '', firstFaults.get(row.rejection_id) ?? {}));
    const right = some.filter(isChanged);
    right.forEach((row) => grid.getRow(row.rejection_id).update({ state: 'checking' }));
    for (let at = 0; at < right.length; at += AT_ONCE) {
      const part = right.slice(at, at + AT_ONCE);
      const { body } = await sent(part, true);
      if (over) {
        return;
      }
      /** @type {Map<number, any>} */
      const rejected = new Map(body.rejections.map((/** @type {any} */ one) => [one.record_number, one]));
      part.forEach((row, i) => {
        const rejection = rejected.get(i + 1);
        /** @type {Record<string, string>} */
        const faults = {};
        for (const reason of rejection?.reasons ?? []) {
          const field = reason.field ?? '';
          faults[field] = faults[field] ? `${faults[field]}; ${reason.message}` : reason.message;
        }
        show(row, rejection ? 'wrong' : 'right', faults);
      });
    }
    if (turn === asked) {
      count();
    }
  }

  /**
   * @param {Row} row
   * @param {Row['state']} its
   * @param {Record<string, string>} faults
   */
  function show(row, its, faults) {
    row.faults = faults;
    const shown = grid.getRow(row.rejection_id);
    // To draw the row anew would end what can be taken back.
    shown.update({ state: its, messages: Object.values(faults).join('; ') });
    fields.forEach((field) => mark(shown.getCell(field)));
  }

  const firstFaults = new Map(rows.map((row) => [row.rejection_id, row.faults]));

  function count() {
    const all = /** @type {Row[]} */ (grid.getData());
    const right = all.filter((row) => row.state === 'right').length;
    const wrong = all.filter((row) => row.state === 'wrong').length;
    send.disabled = right === 0;
    send.textContent = right === 0 ? 'Put right rows in' : `Put ${right} right ${right === 1 ? 'row' : 'rows'} in`;
    undo.disabled = !grid.getHistoryUndoSize();
    state.textContent = `${all.length} waiting` + (right ? `, ${right} right` : '') + (wrong ? `, ${wrong} still wrong` : '');
  }

  grid.on('tableBuilt', () => {
    // The roles that the library gives do not fit into each other.
    const element = /** @type {HTMLElement} */ (document.getElementById('grid'));
    element.setAttribute('aria-label', `Rejected records of ${dataset}`);
    element.querySelector('.tabulator-header')?.setAttribute('role', 'rowgroup');
    element.querySelector('.tabulator-header-contents')?.setAttribute('role', 'presentation');
    element.querySelector('.tabulator-tableholder')?.setAttribute('role', 'rowgroup');
    element.querySelector('.tabulator-table')?.setAttribute('role', 'presentation');
    count();
  });
  grid.on('cellEdited', (/** @type {any} */ cell) => touch(cell.getData().rejection_id));
  grid.on('historyUndo', (/** @type {string} */ action, /** @type {any} */ component) => component.getData && touch(component.getData().rejection_id));
  grid.on('historyRedo', (/** @type {string} */ action, /** @type {any} */ component) => component.getData && touch(component.getData().rejection_id));
  upsert?.addEventListener('change', () => {
    /** @type {Row[]} */ (grid.getData()).filter(isChanged).forEach((row) => touch(row.rejection_id));
  });
  undo.addEventListener('click', () => { grid.undo(); count(); });

  // Ctrl+D gives all cells of the range below the first row what that row has.
  document.getElementById('grid')?.addEventListener('keydown', (event) => {
    if (event.key.toLowerCase() !== 'd' || !(event.ctrlKey || event.metaKey)) {
      return;
    }
    event.preventDefault();
    for (const range of grid.getRanges()) {
      const [first, ...below] = range.getStructuredCells();
      for (const line of below) {
        line.forEach((/** @type {any} */ cell, /** @type {number} */ i) => {
          if (fields.includes(cell.getField())) {
            cell.setValue(first[i].getValue());
          }
        });
      }
    }
  });

  // A value for all records of a group, or no use for them.
  document.getElementById('groups')?.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    const group = /** @type {HTMLElement | null} */ (button?.closest('tr'));
    if (group && button?.hasAttribute('data-give')) {
      give(group).catch(tell);
    } else if (group && button?.hasAttribute('data-discard')) {
      discardGroup(group).catch(tell);
    }
  });

  /** @param {HTMLElement} group */
  const which = ({ dataset: { code, field, value: was } }) => ({ dataset, code, ...(field && { field }), ...(was && { value: was }) });

  /** @param {HTMLElement} group */
  async function discardGroup(group) {
    const reason = await decided(`Discard all ${group.dataset.count} records of this group? What was received stays on record.`, 'Why (optional)');
    if (reason !== null) {
      const { body } = await call('POST', '/api/v1/rejections/discard', { json: { ...which(group), ...(reason && { reason }) } });
      say(`${Number(body.discarded).toLocaleString('en')} discarded.`);
      await begin();
    }
  }

  /** @param {HTMLElement} group */
  async function give(group) {
    const input = /** @type {HTMLInputElement} */ (group.querySelector('input[type="text"]'));
    const remember = /** @type {HTMLInputElement | null} */ (group.querySelector('input[type="checkbox"]'));
    const { code, field = '', value: was = '' } = group.dataset;
    const hit = /** @type {Row[]} */ (grid.getData()).filter((row) => {
      const all = /** @type {any} */ (row);
      const codes = all.codes.split(';');
      return all.fields.split(';').some((/** @type {string} */ one, /** @type {number} */ i) => one === field && codes[i] === code)
        && row.received[field].trim() === was.trim() && all[field] === row.received[field];
    });
    const values = { [field]: { [was]: input.value } };
    if (remember?.checked && hit.length > 0) {
      const { body } = await call('POST', `/api/v1/rejections/${hit[0].rejection_id}/remember`, { json: { values } });
      say(`${was} stands for ${input.value} in files that are read by the mapping ${body.name}.`);
    }
    if (hit.length > MOST_GIVEN) {
      const answer = await call('POST', '/api/v1/rejections/replay', { json: { ...which(group), values } });
      tellOf(answer.status === 202 && answer.location ? await settled(answer.location) : answer.body);
      await begin();
      return;
    }
    grid.blockRedraw();
    hit.forEach((row) => grid.getRow(row.rejection_id)?.getCell(field)?.setValue(input.value));
    grid.restoreRedraw();
    say(hit.length === 1 ? 'One record has it now.' : `${hit.length} records have it now.`);
  }

  /** @param {any} run a replay that has ended */
  function tellOf(run) {
    say(`${run.counts.received - run.counts.rejected} went in, ${run.counts.rejected} were rejected again.`);
  }

  send.addEventListener('click', async () => {
    send.disabled = true;
    try {
      const right = /** @type {Row[]} */ (grid.getData()).filter((row) => row.state === 'right');
      const waiting = new Set((await fetchRows()).map((row) => row.rejection_id));
      const ours = right.filter((row) => waiting.has(row.rejection_id));
      const gone = right.length - ours.length;
      let taken = 0;
      let rejected = 0;
      for (const part of ours.length > 0 ? parts(ours) : []) {
        const answer = await sent(part, false);
        // Whoever has nothing but a link cannot ask for the run.
        const run = answer.status === 202 && answer.location && !corrections ? await settled(answer.location) : answer.body;
        taken += run.counts.inserted + run.counts.updated + run.counts.unchanged;
        rejected += run.counts.rejected;
      }
      say([
        `${taken} went in`,
        rejected ? `${rejected} were rejected again` : '',
        gone ? `${gone} had been put right or discarded by somebody else meanwhile` : '',
      ].filter(Boolean).join(', ') + '.', Boolean(rejected || gone));
      await begin();
    } catch (e) {
      tell(e);
      count();
    }
  });

  document.getElementById('replay')?.addEventListener('click', async () => {
    try {
      const query = new URLSearchParams(file.split('?')[1]);
      const json = Object.fromEntries([...query].filter(([name]) => name !== 'status'));
      const answer = await call('POST', '/api/v1/rejections/replay', { json });
      tellOf(answer.status === 202 && answer.location ? await settled(answer.location) : answer.body);
      await begin();
    } catch (e) {
      tell(e);
    }
  });

  document.getElementById('discard')?.addEventListener('click', async () => {
    const ids = [...new Set(grid.getRanges().flatMap((/** @type {any} */ range) => range.getRows()).map((/** @type {any} */ row) => row.getData().rejection_id))];
    const reason = ids.length === 0 ? null
      : await decided(`Discard ${ids.length === 1 ? 'the selected record' : `${ids.length} selected records`}? What was received stays on record.`, 'Why (optional)');
    if (reason === null) {
      return;
    }
    try {
      for (const id of ids) {
        await call('POST', `/api/v1/rejections/${id}/discard`, { json: reason ? { reason } : {} });
      }
      await begin();
    } catch (e) {
      tell(e);
    }
  });

  /** Shows what is left to do. */
  async function begin() {
    over = true;
    clearTimeout(soon);
    grid.destroy();
    await refresh();
    const next = document.getElementById('work');
    if (next) {
      await open(next);
    }
  }
}
