/* Behaviour of every page. Listeners are delegated; without this file the pages still work. Nothing typed is stored. */
(function () {
  'use strict';
  var root = document.documentElement, words = {};
  root.classList.add('js');
  try { if (localStorage.getItem('nav') === 'folded') root.classList.add('nav-folded'); } catch (e) { /* storage shut: the side stays open */ }

  function $(selector, within) { return (within || document).querySelector(selector); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function pad(n) { return (n < 10 ? '0' : '') + n; }
  function iso(d) { return d.getFullYear() + '-' + pad(d.getMonth() + 1) + '-' + pad(d.getDate()); }
  function tell(el) { el.dispatchEvent(new Event('input', { bubbles: true })); el.dispatchEvent(new Event('change', { bubbles: true })); }

  /* ── side bar ───────────────────────────────────────────── */
  function fold(yes) {
    root.classList.toggle('nav-folded', yes);
    try { localStorage.setItem('nav', yes ? 'folded' : 'open'); } catch (e) { /* not remembered */ }
  }
  function drawer(open) {
    root.classList.toggle('nav-open', open);
    var to = open ? $('.side a[aria-current]') || $('.side .brand') : $('[data-nav-open]');
    if (to) setTimeout(function () { to.focus(); }, 50);
  }

  /* ── bulk selection ─────────────────────────────────────── */
  function picks(form) { return all('input[name="rowid"]', form); }
  function count(form) {
    var boxes = picks(form), n = 0, bar = $('.bulk', form), head = $('[data-pick-all]', form);
    boxes.forEach(function (box) { var row = box.closest('tr'); if (box.checked) n++; if (row) row.classList.toggle('picked', box.checked); });
    if (bar) {
      bar.classList.toggle('on', n > 0); $('[data-picked]', bar).textContent = n;
      /* the act that all picked rows wait for is the blue one */
      var next = {}, names;
      boxes.forEach(function (box) { var b = box.checked && $('[name="act_on"]', box.closest('tr')); if (box.checked) next[b ? b.value.split(':')[0] : ''] = true; });
      names = Object.keys(next);
      all('.bulk-acts .btn', bar).forEach(function (b) {
        var onward = names.length === 1 && b.value === names[0];
        b.classList.toggle('btn-primary', onward); b.classList.toggle('btn-quiet', !onward);
      });
    }
    if (head) { head.checked = n > 0 && n === boxes.length; head.indeterminate = n > 0 && n < boxes.length; }
  }
  var lastPick = null;

  /* ── asking before a button acts ────────────────────────── */
  function ask(text, then) {
    var box = $('#ask');
    if (!box || !box.showModal) { if (window.confirm(text)) then(); return; }
    $('#ask-text').textContent = text;
    box.onclick = function (e) {
      if (e.target === box) { box.close(); return; }
      var b = e.target.closest('button');
      if (b) { box.close(); if (b.value === 'yes') then(); }
    };
    box.showModal();
    $('button[value="no"]', box).focus();
  }

  /* ── identity numbers, GB 11643 ─────────────────────────── */
  var WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], CHECKS = '10X98765432';
  function normalId(text) {
    return text.replace(/[\uff01-\uff5e]/g, function (c) { return String.fromCharCode(c.charCodeAt(0) - 0xfee0); })
      .replace(/[\s\u3000\-\u200b-\u200f\ufeff]/g, '').toUpperCase();
  }
  function readId(no) {
    if (!/^[0-9]*X?$/.test(no)) return { no: words.id_chars };
    if (no.length !== 18) return { wait: words.id_short + no.length + words.id_digits };
    var y = +no.slice(6, 10), m = +no.slice(10, 12), d = +no.slice(12, 14), on = new Date(y, m - 1, d), sum = 0, i;
    if (on.getFullYear() !== y || on.getMonth() !== m - 1 || on.getDate() !== d || y < 1900 || on > new Date()) return { no: words.id_date };
    for (i = 0; i < 17; i++) sum += WEIGHTS[i] * +no[i];
    if (CHECKS[sum % 11] !== no[17]) return { no: words.id_wrong };
    return { ok: words.id_ok, birth: iso(on), sex: +no[16] % 2 ? '1' : '2' };
  }
  function target(field, key) {
    var name = field.getAttribute(key);
    return name && field.form ? field.form.elements[name] || document.getElementById(name) : null;
  }
  function fill(el, value, label) {
    if (!el || !value) return;
    if (el.tagName === 'FIELDSET' || (el.length && !el.tagName)) {
      Array.prototype.forEach.call(el.length ? el : all('input', el), function (r) { if (r.type === 'radio') r.checked = r.value === value; });
      return;
    }
    if (el.tagName === 'SELECT' || el.type === 'date') { if (el.value !== value) { el.value = value; tell(el); } return; }
    if (el.tagName === 'INPUT') { el.value = label || value; tell(el); }
  }
  function identity(field, leaving) {
    var at = field.selectionStart, before = field.value, no = normalId(before), said, result;
    if (no !== before) {
      field.value = no;
      try { field.setSelectionRange(at - (before.length - no.length), at - (before.length - no.length)); } catch (e) { /* caret stays */ }
    }
    said = document.getElementById(field.id + '-live');
    if (!said) {
      said = document.createElement('p'); said.id = field.id + '-live'; said.className = 'live'; said.setAttribute('role', 'status');
      field.insertAdjacentElement('afterend', said);
    }
    if (!no) { said.textContent = ''; said.className = 'live'; return; }
    result = readId(no);
    said.className = 'live' + (result.ok ? ' ok' : (result.no || leaving ? ' no' : ''));
    said.textContent = result.ok ? result.ok + '：' + result.birth + ' ' + (result.sex === '1' ? words.male : words.female) : result.no || result.wait;
    if (result.ok) { fill(target(field, 'data-birth-target'), result.birth); fill(target(field, 'data-sex-target'), result.sex, result.sex === '1' ? words.male : words.female); }
  }

  /* ── combobox: look-up by typing ────────────────────────── */
  var waiting = 0, asked = 0;
  function options(combo) { return all('[role="option"]', combo); }
  function shut(combo) {
    var input = $('[role="combobox"]', combo);
    $('.options', combo).hidden = true;
    input.setAttribute('aria-expanded', 'false'); input.removeAttribute('aria-activedescendant');
  }
  function show(combo, rows, said) {
    var list = $('.options', combo), input = $('[role="combobox"]', combo);
    list.textContent = '';
    rows.forEach(function (row, i) {
      var li = document.createElement('li');
      li.id = list.id + '-' + i; li.setAttribute('role', 'option'); li.dataset.value = row[0]; li.textContent = row[1];
      li.setAttribute('aria-selected', 'false'); list.appendChild(li);
    });
    if (said) {
      var li = document.createElement('li');
      li.className = 'say'; li.setAttribute('role', 'option'); li.setAttribute('aria-disabled', 'true'); li.textContent = said; list.appendChild(li);
    }
    list.hidden = false; input.setAttribute('aria-expanded', 'true');
  }
  function look(combo) {
    var input = $('[role="combobox"]', combo), url = new URL(combo.dataset.lookup, location.href), mine = ++asked;
    url.searchParams.set('query', input.value.trim());
    fetch(url, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (r) { if (!r.ok) throw new Error(r.status); return r.json(); })
      .then(function (rows) { if (mine === asked && document.activeElement === input) show(combo, rows, rows.length ? '' : input.value.trim().length < 2 ? words.more : words.none); })
      .catch(function () { if (mine === asked && document.activeElement === input) show(combo, [], words.failed); });
  }
  function choose(combo, li) {
    if (!li || !li.dataset.value) return;
    var hidden = $('input[type="hidden"]', combo), input = $('[role="combobox"]', combo);
    hidden.value = li.dataset.value; input.value = li.textContent; combo.dataset.label = li.textContent;
    shut(combo); hidden.dispatchEvent(new Event('change', { bubbles: true }));
  }
  function move(combo, step) {
    var list = options(combo).filter(function (li) { return li.dataset.value; }), input = $('[role="combobox"]', combo), now = -1;
    if (!list.length) return;
    list.forEach(function (li, i) { if (li.getAttribute('aria-selected') === 'true') now = i; li.setAttribute('aria-selected', 'false'); });
    now = (now + step + list.length + (now < 0 && step < 0 ? 1 : 0)) % list.length;
    list[now].setAttribute('aria-selected', 'true'); list[now].scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', list[now].id);
  }
  function leaveCombo(combo) {
    /* what is typed but not chosen does not count: emptied if nothing was chosen, else the choice comes back */
    var hidden = $('input[type="hidden"]', combo), input = $('[role="combobox"]', combo);
    shut(combo);
    if (!input.value.trim()) { if (hidden.value) { hidden.value = ''; hidden.dispatchEvent(new Event('change', { bubbles: true })); } combo.dataset.label = ''; return; }
    if (input.value !== combo.dataset.label) input.value = hidden.value ? combo.dataset.label : '';
  }

  /* ── dates ──────────────────────────────────────────────── */
  function range(button) {
    var now = new Date(), y = now.getFullYear(), m = now.getMonth(), from, to;
    if (button.dataset.range === 'month') { from = new Date(y, m, 1); to = new Date(y, m + 1, 0); }
    else if (button.dataset.range === 'last-month') { from = new Date(y, m - 1, 1); to = new Date(y, m, 0); }
    else if (button.dataset.range === 'quarter') { from = new Date(y, m - m % 3, 1); to = new Date(y, m - m % 3 + 3, 0); }
    else { from = new Date(y, 0, 1); to = new Date(y, 11, 31); }
    var dates = all('input[type="date"]', button.closest('.f-dates'));
    dates[0].value = iso(from); dates[1].value = iso(to); tell(dates[1]);
    var form = button.closest('form[data-autosubmit]');
    if (form) form.requestSubmit();
  }

  /* ── leaving with changes ───────────────────────────────── */
  var changed = false;
  window.addEventListener('beforeunload', function (e) { if (changed) { e.preventDefault(); e.returnValue = ''; } });

  /* ── coming back: the form says what the page shows, not what was chosen last ── */
  window.addEventListener('pageshow', function () { all('.cockpit-form').forEach(function (form) { form.reset(); }); });

  /* ── listeners ──────────────────────────────────────────── */
  document.addEventListener('click', function (e) {
    var t = e.target, el;
    if (t.closest('[data-nav-fold]')) { fold(!root.classList.contains('nav-folded')); return; }
    if ((el = t.closest('[data-nav-open]'))) { e.preventDefault(); drawer(true); return; }
    if ((el = t.closest('[data-nav-close]'))) { e.preventDefault(); drawer(false); return; }
    if ((el = t.closest('.nav-folded .group summary')) && window.innerWidth > 900) { e.preventDefault(); fold(false); el.parentNode.open = true; return; }
    if ((el = t.closest('[data-print]'))) { window.print(); return; }
    if ((el = t.closest('[data-range]'))) { range(el); return; }
    if ((el = t.closest('[data-unfold]'))) {
      var part = document.getElementById(el.dataset.unfold), on = part.classList.toggle('on');
      el.setAttribute('aria-expanded', on ? 'true' : 'false'); return;
    }
    if ((el = t.closest('[data-pick-none]'))) { picks(el.form).forEach(function (b) { b.checked = false; }); count(el.form); return; }
    if (t.name === 'rowid' && t.form) {
      var boxes = picks(t.form), i = boxes.indexOf(t);
      if (e.shiftKey && lastPick !== null) for (var k = Math.min(i, lastPick); k <= Math.max(i, lastPick); k++) boxes[k].checked = t.checked;
      lastPick = i; count(t.form); return;
    }
    if ((el = t.closest('[data-copy]'))) { document.getElementById(el.dataset.copy).select(); document.execCommand('copy'); return; }
    if ((el = t.closest('[data-confirm]')) && !el.dataset.sure) {
      e.preventDefault();
      ask(el.dataset.confirm, function () { el.dataset.sure = '1'; el.click(); delete el.dataset.sure; });
      return;
    }
    if ((el = t.closest('.options li'))) { choose(el.closest('.combo'), el); return; }
    all('details.pop[open]').forEach(function (d) { if (!d.contains(t)) d.open = false; });
  });
  document.addEventListener('mousedown', function (e) { if (e.target.closest('.options')) e.preventDefault(); });

  document.addEventListener('input', function (e) {
    var t = e.target, combo;
    if (t.matches('[data-identity]')) identity(t, false);
    if ((combo = t.closest('.combo')) && t.matches('[role="combobox"]')) {
      clearTimeout(waiting); waiting = setTimeout(function () { look(combo); }, 180);
    }
    if (e.isTrusted && t.form && t.form.hasAttribute('data-guard')) changed = true;
  });
  document.addEventListener('change', function (e) {
    var t = e.target, form = t.form;
    if (t.matches('[data-pick-all]')) { picks(form).forEach(function (b) { b.checked = t.checked; }); count(form); return; }
    if (form && form.hasAttribute('data-autosubmit') && (t.tagName === 'SELECT' || (t.type === 'hidden' && t.closest('.combo')))) form.requestSubmit();
    if (form && form.hasAttribute('data-guard')) changed = true;
  });
  document.addEventListener('focusin', function (e) {
    var combo = e.target.matches('[role="combobox"]') && e.target.closest('.combo');
    if (combo && combo.dataset.label === undefined) combo.dataset.label = e.target.value;
  });
  document.addEventListener('focusout', function (e) {
    if (e.target.matches('[role="combobox"]')) leaveCombo(e.target.closest('.combo'));
    if (e.target.matches('[data-identity]') && e.target.value) identity(e.target, true);
  });
  document.addEventListener('keydown', function (e) {
    var combo = e.target.matches && e.target.matches('[role="combobox"]') && e.target.closest('.combo'), list, chosen;
    if (combo) {
      list = $('.options', combo); chosen = $('[aria-selected="true"]', combo);
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); if (list.hidden) look(combo); else move(combo, e.key === 'ArrowDown' ? 1 : -1); }
      else if (e.key === 'Enter' && !list.hidden) { e.preventDefault(); choose(combo, chosen || options(combo)[0]); }
      else if (e.key === 'Escape' && !list.hidden) { e.stopPropagation(); shut(combo); }
      return;
    }
    if (e.key === 'Escape') {
      if (root.classList.contains('nav-open')) drawer(false);
      all('details.pop[open]').forEach(function (d) { d.open = false; $('summary', d).focus(); });
    }
    if (e.key === '/' && !/^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName) && $('#find-q')) { e.preventDefault(); $('#find-q').focus(); }
  });

  /* a form goes once; coming back by history finds it ready again. A button keeps its name and value, so it is
     made inert only after the browser has gathered the fields. Downloads stay on the page and are released at once. */
  document.addEventListener('submit', function (e) {
    var form = e.target;
    if (e.defaultPrevented) return;
    if (form.dataset.gone) { e.preventDefault(); return; }
    var no = form.closest('.pop') && $('[data-identity]', form); /* a wrong number stays where it was typed */
    if (no && !readId(normalId(no.value)).ok) { e.preventDefault(); identity(no, true); no.focus(); return; }
    if (form.hasAttribute('data-guard')) changed = false;
    if (form.method === 'get') {
      all('input[name],select[name]', form).forEach(function (f) { if (!f.value && !f.disabled) { f.disabled = true; f.dataset.bare = '1'; } });
      setTimeout(function () { all('[data-bare]', form).forEach(function (f) { f.disabled = false; delete f.dataset.bare; }); }, 0);
      return;
    }
    if (changed) return; /* the browser will ask first; the answer may be to stay */
    form.dataset.gone = '1';
    setTimeout(function () { all('button', form).forEach(function (b) { b.setAttribute('aria-disabled', 'true'); }); }, 0);
    if (form.hasAttribute('data-download')) setTimeout(function () { ready(form); }, 3000);
  });
  function ready(form) { delete form.dataset.gone; all('button[aria-disabled]', form).forEach(function (b) { b.removeAttribute('aria-disabled'); }); }

  window.addEventListener('pageshow', function (e) {
    if (e.persisted && $('[data-hide-after]')) { location.replace(location.href); return; }
    all('form[data-gone]').forEach(ready); all('[data-bulk-form]').forEach(count); });

  document.addEventListener('DOMContentLoaded', function () {
    changed = !!$('form[data-guard] .error-summary, form[data-unsent]');
    var seen = $('[data-hide-after]');
    if (seen) setTimeout(function () { all('dd', seen).forEach(function (dd) { dd.textContent = '＊＊＊'; }); all('[data-shown]', seen).forEach(function (f) { f.remove(); }); $('.gone', seen).hidden = false; }, seen.dataset.hideAfter * 1000);
    try { words = JSON.parse(document.body.dataset.words); } catch (e) { words = {}; }
    all('[data-bulk-form]').forEach(count);
    var now = $('.side a[aria-current]'), box = $('.side-scroll'), first = $('[data-focus]');
    if (now && box) box.scrollTop = Math.max(0, now.offsetTop - box.clientHeight / 2);
    if (first) first.focus();
    var run = $('form[data-run]');
    if (run) setTimeout(function () { run.requestSubmit(); }, 400); /* a large file goes on part by part while its page is open */
    now = $('.tabs a[aria-current]');
    if (now) now.parentNode.scrollLeft = now.offsetLeft - 60;
    all('.table-wrap').forEach(function (w) { if (w.scrollWidth > w.clientWidth + 1) { w.tabIndex = 0; w.setAttribute('role', 'region'); w.setAttribute('aria-label', document.title); } });
  });
}());
