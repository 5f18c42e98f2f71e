/* shop.js - enhancements only: suggestions while typing, filters that apply themselves, variants without a page load.
   Every one of them is a link or a form that works without this file. */
(function () {
	"use strict";
	const root = document.documentElement;
	root.classList.add("js");

	/* ---- suggestions (combobox pattern of the ARIA Authoring Practices) ---- */
	const form = document.querySelector("[data-suggest]");
	if (form) {
		const input = form.querySelector("input[type=search]");
		const list = document.createElement("ul");
		let timer = 0, controller = null, selected = -1;
		list.className = "suggest";
		list.id = "suggest";
		list.hidden = true;
		list.setAttribute("role", "listbox");
		list.setAttribute("aria-label", input.labels[0].textContent);
		form.append(list);
		input.setAttribute("role", "combobox");
		input.setAttribute("aria-controls", "suggest");
		input.setAttribute("aria-autocomplete", "list");
		input.setAttribute("aria-expanded", "false");

		const close = () => {
			list.hidden = true;
			selected = -1;
			input.setAttribute("aria-expanded", "false");
			input.removeAttribute("aria-activedescendant");
		};
		const select = (n) => {
			const items = list.children;
			if (!items.length) return;
			selected = (n + items.length) % items.length;
			[...items].forEach((item, i) => {
				item.id = "suggest-" + i;
				item.setAttribute("aria-selected", i === selected);
			});
			input.setAttribute("aria-activedescendant", "suggest-" + selected);
		};
		const ask = async () => {
			const q = input.value.trim();
			if (controller) controller.abort();
			if (q.length < 2) return close();
			controller = new AbortController();
			try {
				const reply = await fetch(form.dataset.suggest + "?q=" + encodeURIComponent(q), { signal: controller.signal });
				if (!reply.ok) return close();
				list.innerHTML = await reply.text();
				selected = -1;
				list.hidden = !list.children.length;
				input.setAttribute("aria-expanded", String(!list.hidden));
			} catch (e) { /* typed on: the next answer counts */ }
		};
		input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 90); });
		input.addEventListener("keydown", (e) => {
			if (e.key === "ArrowDown" && !list.hidden) { e.preventDefault(); select(selected + 1); }
			else if (e.key === "ArrowUp" && !list.hidden) { e.preventDefault(); select(selected - 1); }
			else if (e.key === "Escape" && !list.hidden) { e.preventDefault(); close(); }
			else if (e.key === "Enter" && selected >= 0 && !list.hidden) {
				e.preventDefault();
				list.children[selected].querySelector("a").click();
			}
		});
		document.addEventListener("click", (e) => { if (!form.contains(e.target)) close(); });
		form.addEventListener("focusout", (e) => { if (!form.contains(e.relatedTarget)) close(); });
	}

	/* ---- replace <main> by that of another page, with history ---- */
	const swap = async (url, push) => {
		const main = document.getElementById("main");
		main.classList.add("is-loading");
		try {
			const reply = await fetch(url, { headers: { Accept: "text/html" } });
			const page = new DOMParser().parseFromString(await reply.text(), "text/html");
			const fresh = page.getElementById("main");
			if (!reply.ok || !fresh) throw new Error(reply.status);
			const open = [...main.querySelectorAll("details")].map((d) => [d.querySelector("summary").textContent.trim().replace(/\s*\d+$/, ""), d.open]);
			const focused = document.activeElement && document.activeElement.id;
			main.replaceWith(fresh);
			document.title = page.title;
			if (push) history.pushState({ swap: true }, "", reply.url);
			const states = new Map(open);
			fresh.querySelectorAll("details").forEach((d) => {
				const name = d.querySelector("summary").textContent.trim().replace(/\s*\d+$/, "");
				if (states.has(name)) d.open = states.get(name);
			});
			if (focused && document.getElementById(focused)) document.getElementById(focused).focus({ preventScroll: true });
			return fresh;
		} catch (e) {
			location.assign(url);
		}
	};
	addEventListener("popstate", (e) => { if (document.querySelector("[data-listing],[data-product]")) swap(location.href, false); });
	history.replaceState({ swap: true }, "");

	/* ---- filters apply themselves ---- */
	const filtersUrl = (f) => {
		const data = new URLSearchParams();
		for (const [k, v] of new FormData(f)) if (v !== "" && !(k === "sort" && v === "best")) data.append(k, v);
		const query = data.toString();
		return f.action + (query ? "?" + query : "");
	};
	document.addEventListener("change", (e) => {
		const f = e.target.form;
		if (f && f.matches("[data-filters]")) swap(filtersUrl(f), true);
	});
	document.addEventListener("submit", (e) => {
		if (!e.target.matches("[data-filters]")) return;
		e.preventDefault();
		swap(filtersUrl(e.target), true);
	});

	/* ---- choices of a product, chips and facets without a page load ---- */
	document.addEventListener("click", (e) => {
		const link = e.target.closest("[data-choice],.chips a,[data-listing] .pages a");
		if (!link || e.metaKey || e.ctrlKey || e.shiftKey || e.button) return;
		e.preventDefault();
		const label = link.closest(".option") && link.textContent.trim();
		swap(link.href, true).then((main) => {
			if (!main) return;
			if (link.closest(".pages")) { scrollTo(0, 0); main.focus({ preventScroll: true }); }
			if (label) [...main.querySelectorAll("[data-choice]")].find((a) => a.textContent.trim() === label)?.focus({ preventScroll: true });
		});
	});

	/* ---- thumbnails scroll the gallery only, not the page ---- */
	document.addEventListener("click", (e) => {
		const link = e.target.closest(".gallery__thumbs a");
		const target = link && document.getElementById(link.hash.slice(1));
		if (!target) return;
		e.preventDefault();
		target.parentElement.scrollTo({ left: target.offsetLeft - target.parentElement.offsetLeft, behavior: "smooth" });
	});

	/* ---- the menu closes on Escape and outside clicks ---- */
	const menu = document.querySelector(".menu");
	document.addEventListener("keydown", (e) => { if (e.key === "Escape" && menu && menu.open) { menu.open = false; menu.querySelector("summary").focus(); } });
	document.addEventListener("click", (e) => { if (menu && menu.open && !menu.contains(e.target)) menu.open = false; });
})();
