/* cart.js - the cart's page: quantities by plus and minus, changes without a page load.  Everything works without it.
   The server's page is the truth: each change is its form, sent, and the page that comes back takes the place of this one. */
(function () {
	"use strict";

	const news = document.createElement("p");
	news.className = "visually-hidden";
	news.setAttribute("role", "status");
	document.body.append(news);

	/* ---- plus and minus ---- */

	function dress(form) {
		const input = form.querySelector(".quantity__number"), least = +input.dataset.least || 1, most = +input.dataset.most || 9999, step = +input.dataset.step || 1;
		const buttons = [["less", -1, "M4 9h10"], ["more", 1, "M4 9h10M9 4v10"]].map(([name, way, path]) => {
			const button = document.createElement("button");
			button.type = "button";
			button.id = input.id + "-" + name;
			button.className = "quantity__step";
			button.setAttribute("aria-label", form.dataset[name] + ": " + input.labels[0].textContent);
			button.innerHTML = '<svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><path d="' + path + '" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/></svg>';
			button.addEventListener("click", () => {
				input.value = Math.min(most, Math.max(least, (+input.value || least) + way * step));
				refresh();
				later(form);
			});
			return button;
		});
		const refresh = () => {
			buttons[0].disabled = +input.value <= least;
			buttons[1].disabled = +input.value >= most;
		};
		form.classList.add("quantity--ready");
		input.before(buttons[0]);
		input.after(buttons[1]);
		input.addEventListener("change", () => { refresh(); later(form, 0); });
		refresh();
	}

	/* Three presses are one change. */
	const waiting = new Map();
	function later(form, ms = 350) {
		clearTimeout(waiting.get(form));
		waiting.set(form, setTimeout(() => { waiting.delete(form); form.requestSubmit(); }, ms));
	}

	/* ---- changes without a page load ---- */
	/* (A button of such a form is named "action": form.action would be that button.) */

	let turn = 0;
	async function send(form, submitter) {
		const mine = ++turn, body = new URLSearchParams(new FormData(form, submitter)), main = document.getElementById("main");
		main.setAttribute("aria-busy", "true");
		try {
			const reply = await fetch(form.getAttribute("action"), { method: "POST", body });
			const page = new DOMParser().parseFromString(await reply.text(), "text/html");
			const fresh = page.getElementById("main");
			if (mine !== turn) return;
			if (!fresh || !fresh.querySelector("[data-cart-page]") || (!reply.ok && reply.status !== 422)) throw new Error(String(reply.status));
			show(fresh, page.title);
		} catch {
			if (mine === turn) location.reload();
		}
	}

	function show(fresh, title) {
		const focused = document.activeElement, id = focused.id, near = focused.closest(".line, .keep")?.id;
		const open = document.querySelector(".coupon")?.open;
		if (open && fresh.querySelector(".coupon")) fresh.querySelector(".coupon").open = true;
		document.getElementById("main").replaceWith(document.adoptNode(fresh));
		document.title = title;
		begin();
		const next = document.getElementById(id) ?? (near && document.getElementById(near)?.querySelector("a, button, input"));
		(next && !next.disabled ? next : document.querySelector(".cart__undo button, .cart__heading, #main"))?.focus({ preventScroll: true });
		const total = document.querySelector(".sums__total");
		news.textContent = [document.querySelector(".cart__notice")?.firstChild.textContent, document.querySelector(".problems__heading")?.textContent,
			total?.textContent].filter(Boolean).join(". ").replace(/\s+/g, " ");
		document.dispatchEvent(new Event("pieces"));
	}

	document.addEventListener("submit", (e) => {
		const form = e.target;
		if (!form.closest("[data-cart-page]") || form.getAttribute("action").endsWith("/cart/share")) return;
		e.preventDefault();
		e.stopImmediatePropagation();
		send(form, e.submitter);
	}, true);

	/* ---- a link to send ---- */

	function copyButton(box) {
		const input = box.querySelector("input"), button = document.createElement("button");
		button.type = "button";
		button.className = "button button--quiet";
		button.textContent = box.dataset.copy;
		button.addEventListener("click", async () => {
			input.select();
			try {
				await navigator.clipboard.writeText(input.value);
				button.textContent = box.dataset.copied;
			} catch { /* it is selected: Ctrl+C */ }
		});
		box.append(button);
	}

	function begin() {
		document.querySelectorAll("[data-quantity]").forEach(dress);
	}
	begin();
	document.querySelectorAll("[data-copy]").forEach(copyButton);
	document.getElementById("form-errors")?.focus();
})();
