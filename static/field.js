/* The sheet for the field. Keeps what is typed in localStorage under a key of its own, sends it when there is a line,
   and lets it go once the server says it is stored. Keeps no page, no name, nothing that was not typed here. */
(function () {
  'use strict';
  var root = document.getElementById('field');
  if (!root) return;
  var words = JSON.parse(root.dataset.words), urls = JSON.parse(root.dataset.urls), officer = root.dataset.officer;
  var SHELF = 'field-visits-', PAUSE = 20000, sending = false, asked = false, broken = false, again = 0;
  var line = root.querySelector('[data-line]'), kept = root.querySelector('[data-kept]'), list = root.querySelector('[data-list]');

  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function uuid() {
    var b = crypto.getRandomValues(new Uint8Array(16)), hex;
    b[6] = b[6] & 15 | 64; b[8] = b[8] & 63 | 128;
    hex = Array.prototype.map.call(b, function (n) { return (n + 256).toString(16).slice(1); }).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  }

  /* ── the shelf: one entry for each draft, so two tabs never write over each other's ── */
  function name(key) { return SHELF + officer + '-' + key; }
  function put(draft) {
    try { localStorage.setItem(name(draft.key), JSON.stringify(draft)); broken = false; }
    catch (e) { broken = true; }
    show();
  }
  function get(key) {
    try { return JSON.parse(localStorage.getItem(name(key))); } catch (e) { return null; }
  }
  function drop(key) { try { localStorage.removeItem(name(key)); } catch (e) { /* nothing was kept */ } }
  function names() { try { return Object.keys(localStorage).filter(function (n) { return n.indexOf(SHELF) === 0; }); } catch (e) { return []; } }
  function drafts() {
    var mine = SHELF + officer + '-';
    return names().filter(function (n) { return n.indexOf(mine) === 0; })
      .map(function (n) { return get(n.slice(mine.length)); }).filter(Boolean)
      .sort(function (a, b) { return a.at - b.at; });
  }
  function others() { var mine = SHELF + officer + '-'; return names().some(function (n) { return n.indexOf(mine) !== 0; }); }
  function draftOf(household) { return drafts().filter(function (d) { return d.household === household; })[0]; }

  /* ── cards and their forms ── */
  function cardOf(household) { return root.querySelector('[data-household="' + household + '"]'); }
  function formOf(card) { return card.querySelector('form'); }
  function lay(card) {
    var body = card.querySelector('.field-body'), id = card.dataset.household, form;
    if (formOf(card)) return formOf(card);
    body.appendChild(root.querySelector('[data-form]').content.cloneNode(true));
    form = formOf(card);
    all('[id]', form).forEach(function (el) { el.id = 'h' + id + '-' + el.id; });
    all('[for]', form).forEach(function (el) { el.setAttribute('for', 'h' + id + '-' + el.getAttribute('for')); });
    all('[aria-describedby]', form).forEach(function (el) {
      el.setAttribute('aria-describedby', el.getAttribute('aria-describedby').trim().split(/\s+/).map(function (n) { return 'h' + id + '-' + n; }).join(' '));
    });
    var draft = draftOf(id);
    if (draft) fill(form, draft);
    return form;
  }
  function fill(form, draft) {
    form.dataset.key = draft.key;
    all('[name]', form).forEach(function (el) {
      if (!(el.name in draft.values)) return;
      if (el.type === 'checkbox') el.checked = draft.values[el.name] === 'y'; else el.value = draft.values[el.name];
    });
    tell(form, draft);
  }
  function read(form) {
    var values = {};
    all('[name]', form).forEach(function (el) {
      if (el.type === 'checkbox') values[el.name] = el.checked ? 'y' : ''; else values[el.name] = el.value;
    });
    return values;
  }
  function tell(form, draft) {
    var box = form.querySelector('[data-said]'), errors = draft.errors || {}, said = (draft.words || []).slice();
    if (Object.keys(errors).length) said.unshift(words.check);
    box.hidden = !said.length; box.textContent = said.join(' ');
    all('[data-field]', form).forEach(function (field) {
      var mine = errors[field.dataset.field], old = field.querySelector('.err'), input = field.querySelector('[name]'), p;
      if (old) old.remove();
      field.classList.toggle('bad', !!mine);
      if (!mine) { input.removeAttribute('aria-invalid'); return; }
      p = document.createElement('p'); p.className = 'err'; p.textContent = mine.join(' ');
      field.appendChild(p); input.setAttribute('aria-invalid', 'true');
    });
  }
  function open(card, yes) {
    var button = card.querySelector('.field-open'), body = card.querySelector('.field-body');
    lay(card); body.hidden = !yes; button.setAttribute('aria-expanded', String(yes));
    card.classList.toggle('is-open', yes);
  }
  function keep(form, state) {
    var card = form.closest('.field-card'), old = form.dataset.key ? get(form.dataset.key) : null, draft;
    if (!form.dataset.key) form.dataset.key = uuid();
    draft = {
      key: form.dataset.key, household: card.dataset.household, number: card.dataset.number, values: read(form),
      state: state, at: old ? old.at : Date.now(), errors: state === 'typing' && old ? old.errors : {}, words: []
    };
    put(draft);
    return draft;
  }
  function finished(card) {
    formOf(card).remove();
    card.querySelector('.field-body').hidden = true; card.classList.remove('is-open');
    card.querySelector('.field-open').setAttribute('aria-expanded', 'false');
  }

  /* ── what is said ── */
  function chip(state) {
    var tone = { typing: 'none', waiting: 'yellow', refused: 'red', sent: 'green' }[state], span = document.createElement('span');
    span.className = 'chip s-' + tone; span.textContent = words[state];
    return span;
  }
  function button(text, kind, key) {
    var b = document.createElement('button');
    b.type = 'button'; b.className = 'btn btn-link'; b.textContent = text; b.dataset[kind] = key;
    return b;
  }
  function show() {
    var found = drafts();
    list.textContent = '';
    found.forEach(function (draft) {
      var li = document.createElement('li'), who = document.createElement('span');
      who.className = 'num'; who.textContent = words.of + ' ' + draft.number;
      li.appendChild(who); li.appendChild(chip(draft.state));
      if (!cardOf(draft.household) && draft.words && draft.words.length) li.appendChild(document.createTextNode(draft.words.join(' ')));
      if (cardOf(draft.household)) li.appendChild(button(words.go_on, 'goOn', draft.household));
      li.appendChild(button(words.drop, 'dropKey', draft.key));
      list.appendChild(li);
    });
    kept.hidden = !found.length;
    all('.field-card').forEach(function (card) {
      var place = card.querySelector('[data-state]'), draft = draftOf(card.dataset.household);
      if (draft) { place.textContent = ''; place.appendChild(chip(draft.state)); }
      else if (!card.classList.contains('is-sent')) place.textContent = '';
    });
    if (broken) say('full', 'error');
  }
  function say(word, tone) {
    line.className = 'notice field-line n-' + (tone || 'info'); line.textContent = words[word];
    if (word === 'expired') {
      var a = document.createElement('a'); a.href = urls.sign_in; a.textContent = ' ' + words.sign_in; line.appendChild(a);
    }
  }
  function calm() { if (broken) return say('full', 'error'); say(others() ? 'another' : 'online', others() ? 'warn' : 'info'); }

  /* ── sending ── */
  function later() { clearTimeout(again); again = setTimeout(send, PAUSE); }
  function send() {
    var waiting = drafts().filter(function (d) { return d.state === 'waiting'; });
    if (sending) { asked = true; return; }
    if (!waiting.length) { if (navigator.onLine === false) say('offline', 'warn'); return; }
    if (navigator.onLine === false) { say('offline', 'warn'); later(); return; }
    sending = true;
    var work = function () { return ready().then(function (token) { return one(waiting, 0, token); }); };
    (navigator.locks ? navigator.locks.request('field-send', work) : work())
      .catch(function (fault) { say(fault.word || 'offline', 'warn'); if (fault.word !== 'expired') later(); })
      .then(function () { sending = false; show(); if (asked) { asked = false; send(); } });
  }
  function stop(word) { var fault = new Error(word); fault.word = word; return fault; }
  function ask(url, options) {
    options.headers = Object.assign({ Accept: 'application/json' }, options.headers);
    options.redirect = 'manual'; options.credentials = 'same-origin'; options.cache = 'no-store';
    return fetch(url, options).then(function (answer) {
      if (answer.type === 'opaqueredirect' || answer.status === 401) throw stop('expired');
      if (answer.status >= 500 || answer.status === 429) throw stop('busy');
      return answer;
    });
  }
  function ready() {
    return ask(urls.ready, {}).then(function (answer) {
      if (answer.status !== 200) throw stop('denied');
      return answer.json();
    }).then(function (now) {
      if (String(now.officer) !== officer) throw stop('another');
      return now.token;
    });
  }
  function one(waiting, n, token) {
    if (n >= waiting.length) { calm(); return null; }
    var draft = get(waiting[n].key), body = new FormData();
    if (!draft || draft.state !== 'waiting') return one(waiting, n + 1, token);
    body.append('household', draft.household); body.append('client_key', draft.key);
    Object.keys(draft.values).forEach(function (field) { if (draft.values[field] !== '') body.append(field, draft.values[field]); });
    return ask(urls.send, { method: 'POST', body: body, headers: { 'X-CSRFToken': token } }).then(function (answer) {
      return answer.json().then(function (told) { settle(draft, answer.status, told); });
    }).then(function () { return one(waiting, n + 1, token); });
  }
  function settle(draft, status, told) {
    var card = cardOf(draft.household), form = card && formOf(card), place;
    if (status === 200 && told.stored) {
      var now = get(draft.key);
      if (now && JSON.stringify(now.values) !== JSON.stringify(draft.values)) {
        now.state = 'refused'; now.words = [words.changed]; put(now);
        if (form) tell(form, now);
        return;
      }
      drop(draft.key);
      if (card) {
        card.classList.add('is-sent');
        if (form) finished(card);
        place = card.querySelector('[data-state]'); place.textContent = ''; place.appendChild(chip('sent'));
      }
      return;
    }
    draft.state = 'refused'; draft.errors = told.errors || {};
    draft.words = told.words || [status === 404 ? words.gone : status === 403 ? words.denied : told.text || words.refused];
    put(draft);
    if (form && form.dataset.key === draft.key) tell(form, draft);
  }

  /* ── what people do ── */
  root.addEventListener('click', function (e) {
    var t = e.target, head = t.closest('.field-open'), on = t.closest('[data-go-on]'), off = t.closest('[data-drop-key]'), form, card;
    if (head) { card = head.closest('.field-card'); open(card, card.querySelector('.field-body').hidden); return; }
    if (on) { card = cardOf(on.dataset.goOn); open(card, true); card.scrollIntoView({ block: 'start' }); return; }
    if (off && window.confirm(words.surely)) { forget(off.dataset.dropKey); return; }
    if (t.closest('[data-drop]')) {
      form = t.closest('form'); card = form.closest('.field-card');
      if (form.dataset.key && get(form.dataset.key)) { if (window.confirm(words.surely)) forget(form.dataset.key); }
      else open(card, false);
    }
  });
  function forget(key) {
    var draft = get(key), card = draft && cardOf(draft.household);
    drop(key);
    if (card && formOf(card)) finished(card);
    show();
  }
  root.addEventListener('input', function (e) { var form = e.target.closest('form'); if (form) keep(form, 'typing'); });
  root.addEventListener('submit', function (e) {
    var form = e.target;
    e.preventDefault();
    tell(form, keep(form, 'waiting'));
    send();
  });
  window.addEventListener('online', send);
  window.addEventListener('offline', function () { say('offline', 'warn'); });
  window.addEventListener('pageshow', send);
  document.addEventListener('visibilitychange', function () { if (!document.hidden) send(); });
  window.addEventListener('storage', function (e) {
    if (!e.key || e.key.indexOf(SHELF) !== 0) return;
    all('.field-card').forEach(function (card) {
      var form = formOf(card), draft = form && form.dataset.key && get(form.dataset.key);
      if (form && form.dataset.key && !draft) finished(card);
      else if (draft && !form.contains(document.activeElement)) fill(form, draft);
    });
    show();
  });
  all('.field-card').forEach(function (card) { if (draftOf(card.dataset.household)) open(card, true); });
  if (navigator.onLine === false) say('offline', 'warn'); else calm();
  show();
  send();
})();
