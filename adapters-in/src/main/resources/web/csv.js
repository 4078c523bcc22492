// Comma-separated values (RFC 4180), as the API writes and reads them.

/**
 * Reads a text.
 * @param {string} text
 * @returns {string[][]} its records
 */
export function parse(text) {
  const records = [];
  let record = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  while (at < text.length) {
    let value;
    if (text[at] === '"') {
      let end = at + 1;
      for (;;) {
        end = text.indexOf('"', end);
        if (end < 0) {
          throw new Error('a quoted value does not end');
        }
        if (text[end + 1] !== '"') {
          break;
        }
        end += 2;
      }
      value = text.slice(at + 1, end).replaceAll('""', '"');
      at = end + 1;
    } else {
      let end = at;
      while (end < text.length && text[end] !== ',' && text[end] !== '\n' && text[end] !== '\r') {
        end++;
      }
      value = text.slice(at, end);
      at = end;
    }
    record.push(value);
    if (text[at] === ',') {
      at++;
      if (at === text.length) {
        record.push('');
      }
      continue;
    }
    if (text[at] === '\r') {
      at++;
    }
    if (text[at] === '\n') {
      at++;
    }
    records.push(record);
    record = [];
  }
  if (record.length > 0) {
    records.push(record);
  }
  return records;
}

/**
 * Writes records.
 * @param {string[][]} records
 * @returns {string}
 */
export function write(records) {
  return records.map((record) => record.map(quoted).join(',') + '\n').join('');
}

/** @param {string} value */
function quoted(value) {
  return /[",\r\n]/.test(value) || value !== value.trim() ? '"' + value.replaceAll('"', '""') + '"' : value;
}
