// A batch at the seal desk, paper by paper, with a bar. Without this script the form is sent as a whole.
(() => {
  'use strict';
  const form = document.getElementById('seal');
  if (!form || !window.fetch) return;
  const [running, ended, lost] = form.dataset.says.split('|');
  const bar = document.getElementById('seal-bar');
  const words = document.getElementById('seal-so-far');
  const picks = () => [...form.querySelectorAll('input[name=rowid]:not(:disabled)')];
  const all = form.querySelector('[data-all]');
  if (all) all.addEventListener('change', () => picks().forEach((pick) => { pick.checked = all.checked; }));

  const tell = (id, done, text) => {
    const row = form.querySelector(`[data-row="${id}"]`);
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
    const waits = form.querySelector('[data-waits]');
    waits.textContent = Number(waits.textContent) - 1;
  };
  const one = async (id) => {
    const body = new FormData();
    body.set('csrf_token', form.elements.csrf_token.value);
    body.set('rowid', id);
    body.set(`version-${id}`, form.elements[`version-${id}`].value);
    const options = { method: 'POST', body, headers: { 'X-Requested-With': 'XMLHttpRequest', Accept: 'application/json' } };
    try {
      const answer = await (await fetch(form.dataset.one, options)).json();
      tell(id, answer.done, answer.done ? answer.told : (answer.why || [lost]).join('；'));
      return answer.done;
    } catch {
      tell(id, false, lost);
      return false;
    }
  };
  form.addEventListener('submit', async (event) => {
    const chosen = picks().filter((pick) => pick.checked).map((pick) => pick.value);
    if (chosen.length < 1) return;
    event.preventDefault();
    const button = form.querySelector('.btn-seal');
    button.disabled = true;
    bar.hidden = false;
    bar.max = chosen.length;
    let done = 0;
    for (const [n, id] of chosen.entries()) {
      words.textContent = running.replace('{n}', n + 1).replace('{all}', chosen.length);
      if (await one(id)) done += 1;
      bar.value = n + 1;
    }
    words.textContent = ended.replace('{n}', done).replace('{m}', chosen.length - done);
    if (all) all.checked = false;
    button.disabled = picks().length < 1;
  });
})();
