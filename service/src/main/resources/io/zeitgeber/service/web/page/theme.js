// Before the first paint, so that nothing flashes. "auto" follows the system.
const chosen = localStorage.getItem('theme');
if (chosen === 'dark' || chosen === 'light') document.documentElement.dataset.theme = chosen;
