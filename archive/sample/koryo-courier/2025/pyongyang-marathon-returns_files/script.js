document.addEventListener("DOMContentLoaded", function () {
  document.querySelector(".cookie-banner").hidden = true;
});
