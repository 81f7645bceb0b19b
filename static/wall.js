// Every few minutes the screen asks for itself anew. Without an answer it keeps what it has and says so;
// where the link is no longer open, it goes dark and shows what the server says.
(() => {
  'use strict';
  const every = Number(document.body.dataset.every) * 1000;
  const lost = (yes) => { const note = document.querySelector('.w-lost'); if (note) note.hidden = !yes; };
  const shut = new Set([403, 404, 410]);

  const again = async () => {
    try {
      const answer = await fetch(location.href, { cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' });
      if (shut.has(answer.status)) return location.reload();
      const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
      const fresh = page && page.getElementById('wall');
      if (!fresh) return lost(true);
      document.getElementById('wall').replaceWith(document.adoptNode(fresh));
    } catch {
      lost(true);
    }
  };
  setInterval(again, every);
  addEventListener('online', again);
})();
