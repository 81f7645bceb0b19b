// The sums of a split, as they are typed. Without this script the page says them when it is sent.
(() => {
  'use strict';
  const form = document.getElementById('split');
  if (!form) return;
  const [equal, less, more] = form.dataset.says.split('|');
  const exact = form.dataset.exact === '1';
  const whole = (td) => { const i = td.querySelector('input'); return (i ? i.value : td.textContent).replace(/[,，\s]/g, ''); };
  const number = (text) => (/^\d+$/.test(text) ? Number(text) : null);
  const say = (chip, words, tone) => { chip.textContent = words; chip.className = `chip s-${tone}`; };

  const recount = () => {
    let gap = false;
    form.querySelectorAll('[data-sum]').forEach((out) => {
      const n = out.dataset.sum;
      const parts = [...form.querySelectorAll(`[data-part="${n}"]`)].map((td) => number(whole(td)));
      const sum = parts.reduce((a, b) => a + (b || 0), 0);
      out.textContent = sum.toLocaleString('en-US');
      const aim = number(whole(form.querySelector(`[data-whole="${n}"]`)));
      const chip = form.querySelector(`[data-gap="${n}"]`);
      if (aim === null || parts.every((p) => p === null)) return;
      const missing = aim - sum;
      if (!missing) return say(chip, equal, 'green');
      const wrong = missing > 0 || exact;
      gap = gap || (wrong && chip.dataset.told !== `${aim}:${sum}`);
      say(chip, (missing > 0 ? less : more).replace('{n}', Math.abs(missing)), wrong ? 'red' : 'green');
    });
    const field = form.querySelector('.gap-field');
    if (field) field.toggleAttribute('data-no-gap', !gap);
  };
  form.addEventListener('input', recount);
  recount();
})();
