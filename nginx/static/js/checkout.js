/* checkout.js - enhancements of the checkout: what a delivery costs is said while the address is typed; an order that waits for its payment looks again by itself.
   Everything works without this file. */
(function () {
	"use strict";

	/* ---- deliveries to the place that is being entered; a change of the country is account.js's, which replaces all the fields ---- */

	/* Pressing the button takes the focus out of the field, which is a change, and what is shown then would push the button away from under the
	   finger: a click that never was.  So nothing moves while something is pressed. */
	let pressed = false, turn = 0;
	const released = () => new Promise((go) => pressed ? addEventListener("pointerup", () => setTimeout(go), { once: true }) : go());
	addEventListener("pointerdown", () => { pressed = true; }, true);
	for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { pressed = false; }, true);

	async function preview(form) {
		const mine = ++turn, place = form.querySelector("[data-preview]");
		if (!place) return;
		try {
			const reply = await fetch(form.dataset.address, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Requested-With": "fragment" } });
			if (!reply.ok || mine !== turn) return;
			const page = new DOMParser().parseFromString(await reply.text(), "text/html");
			await released();
			if (mine !== turn) return;
			form.querySelector("[data-preview]").innerHTML = page.querySelector("[data-preview]").innerHTML;
		} catch { /* it is said in the next step */ }
	}
	document.addEventListener("change", (e) => {
		if (/^(delivery\.(postal_code|region)|saved)$/.test(e.target.name) && e.target.form?.dataset.address) preview(e.target.form);
	});

	/* ---- an invoice is printed ---- */

	const print = document.querySelector("[data-print]");
	if (print) {
		print.hidden = false;
		print.addEventListener("click", () => window.print());
	}

	/* ---- waiting for a payment ---- */

	const waiting = document.querySelector("[data-wait]");
	let tries = 0;
	async function look() {
		try {
			const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
			const page = new DOMParser().parseFromString(await reply.text(), "text/html");
			if (reply.ok && !page.querySelector("[data-wait]")) return location.reload();
		} catch { /* later */ }
		if (++tries < 60) setTimeout(look, 2000 + tries * 200);
	}
	if (waiting) setTimeout(look, 1500);
})();
