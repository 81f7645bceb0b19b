// A batch at the seal desk, paper by paper, with a bar; where the code has run out it waits for a new one and goes on.
// Without this script the form is sent as a whole.
(() => {
  'use strict';
  const form = document.getElementById('seal');
  if (!form || !window.fetch) return;
  const [running, ended, lost, waits] = form.dataset.says.split('|');
  const gate = document.getElementById('seal-gate');
  const open = document.getElementById('seal-open');
  const bar = document.getElementById('seal-bar');
  const words = document.getElementById('seal-so-far');
  const button = form.querySelector('.btn-seal');
  const picks = () => [...form.querySelectorAll('input[name=rowid]:not(:disabled)')];
  const all = form.querySelector('[data-all]');
  if (all) all.addEventListener('change', () => picks().forEach((pick) => { pick.checked = all.checked; }));
  let batch = null;

  const ask = async (url, fields) => {
    const body = new FormData();
    body.set('csrf_token', form.elements.csrf_token.value);
    Object.entries(fields).forEach(([name, value]) => body.set(name, value));
    const headers = { 'X-Requested-With': 'XMLHttpRequest', Accept: 'application/json' };
    return (await fetch(url, { method: 'POST', body, headers })).json();
  };
  const tell = (id, done, text) => {
    const row = form.querySelector(`[data-row="${id}"]`);
    row.classList.remove('refused');
    row.classList.add(done ? 'done' : 'refused');
    const out = row.querySelector('.seal-told');
    out.hidden = false;
    out.textContent = text;
    const pick = row.querySelector('input[name=rowid]');
    pick.checked = false;
    pick.disabled = done;
    if (!done) return;
    row.querySelector('.act-links').hidden = true;
    row.querySelector('.chip').classList.replace('s-yellow', 's-green');
    const left = form.querySelector('[data-waits]');
    left.textContent = Number(left.textContent) - 1;
  };
  const gateIs = (shut) => {
    gate.hidden = !shut;
    open.hidden = shut;
    if (!shut) return;
    gate.elements.code.value = '';
    gate.elements.code.focus();
  };
  const go = async () => {
    button.disabled = true;
    bar.hidden = false;
    bar.max = batch.ids.length;
    for (; batch.next < batch.ids.length; batch.next += 1) {
      const id = batch.ids[batch.next];
      words.textContent = running.replace('{n}', batch.next + 1).replace('{all}', batch.ids.length);
      try {
        const answer = await ask(form.dataset.one, { rowid: id, [`version-${id}`]: form.elements[`version-${id}`].value });
        if (answer.asks_code) {
          words.textContent = waits.replace('{n}', batch.done).replace('{m}', batch.ids.length - batch.next);
          gateIs(true);
          return;
        }
        tell(id, answer.done, answer.done ? answer.told : (answer.why || [lost]).join('；'));
        if (answer.done) batch.done += 1;
      } catch {
        tell(id, false, lost);
      }
      bar.value = batch.next + 1;
    }
    words.textContent = ended.replace('{n}', batch.done).replace('{m}', batch.ids.length - batch.done);
    batch = null;
    if (all) all.checked = false;
    button.disabled = picks().length < 1;
  };
  form.addEventListener('submit', (event) => {
    const ids = picks().filter((pick) => pick.checked).map((pick) => pick.value);
    if (ids.length < 1) return;
    event.preventDefault();
    batch = { ids, next: 0, done: 0 };
    go();
  });
  if (gate) gate.addEventListener('submit', async (event) => {
    event.preventDefault();
    const problem = gate.querySelector('[data-problem]');
    let answer = { why: gate.dataset.lost };
    try {
      answer = await ask(gate.action, { code: gate.elements.code.value });
    } catch { /* said below */ }
    problem.hidden = Boolean(answer.right);
    problem.textContent = answer.why || '';
    if (!answer.right) return gateIs(true);
    const says = open.querySelector('[data-says]');
    says.textContent = says.dataset.says.replace('{until}', answer.until);
    gateIs(false);
    if (button) button.disabled = 'shut' in button.dataset;
    if (batch) go();
    else if (words) words.textContent = words.dataset.ready;
  });
})();
