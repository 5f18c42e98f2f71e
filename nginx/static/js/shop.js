/* shop.js - enhancements only: suggestions while typing, filters that apply themselves, variants without a page load.
   Every one of them is a link or a form that works without this file. */
(function () {
	"use strict";
	const phone = matchMedia("(max-width: 59.99rem)");
	const plain = (e) => !(e.button || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey); /* a click that means "here" */

	/* ---- suggestions (combobox with a list, as in the ARIA Authoring Practices) ---- */

	function suggestions(form) {
		const input = form.querySelector("input[type=search]");
		const list = document.createElement("ul");
		let timer = 0, controller = new AbortController(), selected = -1, typed = "";

		list.className = "suggest";
		list.id = "suggest";
		list.hidden = true;
		list.setAttribute("role", "listbox");
		list.setAttribute("aria-label", input.labels[0].textContent);
		form.append(list);
		for (const [name, value] of [["role", "combobox"], ["aria-controls", "suggest"], ["aria-autocomplete", "list"], ["aria-expanded", "false"]])
			input.setAttribute(name, value);

		const show = (open) => {
			list.hidden = !open;
			selected = -1;
			input.setAttribute("aria-expanded", String(open));
			input.removeAttribute("aria-activedescendant");
		};
		const close = () => { clearTimeout(timer); controller.abort(); show(false); };
		const select = (n) => {
			const items = [...list.children];
			/* One place before the first: what was typed, with nothing selected. */
			selected = (n + 1 + items.length + 1) % (items.length + 1) - 1;
			items.forEach((item, i) => item.setAttribute("aria-selected", String(i === selected)));
			if (selected < 0) return input.removeAttribute("aria-activedescendant");
			input.setAttribute("aria-activedescendant", items[selected].id);
			items[selected].scrollIntoView({ block: "nearest" });
		};
		const ask = async () => {
			controller.abort();
			typed = input.value.trim();
			if (typed.length < 2) return show(false);
			controller = new AbortController();
			try {
				const reply = await fetch(form.dataset.suggest + "?q=" + encodeURIComponent(typed), { signal: controller.signal });
				if (!reply.ok) return show(false);
				list.innerHTML = await reply.text();
				[...list.children].forEach((item, i) => { item.id = "suggest-" + i; item.setAttribute("aria-selected", "false"); });
				show(list.children.length > 0 && document.activeElement === input);
			} catch { /* typed on: the next answer counts */ }
		};
		const keys = {
			ArrowDown: () => list.hidden ? (list.children.length ? show(true) : ask()) : select(selected + 1),
			ArrowUp: () => list.hidden || select(selected - 1),
			Escape: () => { if (list.hidden) return false; close(); },
			Enter: () => { if (list.hidden || selected < 0) return false; location.assign(list.children[selected].dataset.href); },
		};
		input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 90); });
		input.addEventListener("keydown", (e) => {
			if (!e.isComposing && keys[e.key] && keys[e.key]() !== false) e.preventDefault();
		});
		/* The field keeps the focus, so that a press on the list does not close it. */
		list.addEventListener("mousedown", (e) => e.preventDefault());
		list.addEventListener("click", (e) => {
			const item = e.target.closest("[data-href]");
			if (item && plain(e)) location.assign(item.dataset.href);
			else if (item) open(item.dataset.href, "_blank", "noopener");
		});
		input.addEventListener("blur", close);
	}

	/* ---- replace <main> by that of another page, with history ---- */

	/* A region that stays while its page is replaced, or its news would not be read out. */
	const news = document.createElement("p");
	news.className = "visually-hidden";
	news.setAttribute("role", "status");
	document.body.append(news);

	let latest = 0;
	const nameOf = (details) => details.querySelector("summary").firstChild.textContent.trim() || details.className;

	/* Resolves to the new <main>, or to nothing when a later call came between or the browser loads the page itself. */
	async function swap(url, push) {
		const turn = ++latest, main = document.getElementById("main");
		main.setAttribute("aria-busy", "true");
		try {
			const reply = await fetch(url, { headers: { Accept: "text/html" } });
			const page = new DOMParser().parseFromString(await reply.text(), "text/html");
			const fresh = page.getElementById("main");
			if (turn !== latest) return;
			if (!reply.ok || !fresh) throw new Error(String(reply.status));
			const open = new Map([...main.querySelectorAll("details")].map((d) => [nameOf(d), d.open]));
			const focused = document.activeElement.id;
			fresh.querySelectorAll("details").forEach((d) => { if (open.has(nameOf(d))) d.open = open.get(nameOf(d)); });
			if (push) history.pushState(null, "", reply.url);
			main.replaceWith(document.adoptNode(fresh));
			document.title = page.title;
			/* Links that name this page: its other languages, where the currency form returns to. */
			[".site-header__tools", ".site-footer"].forEach((part) => document.querySelector(part)?.replaceWith(page.querySelector(part)));
			document.dispatchEvent(new Event("pieces"));
			news.textContent = fresh.querySelector("#results, .product__price")?.textContent.replace(/\s+/g, " ") ?? "";
			if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
			return fresh;
		} catch {
			if (turn === latest) location.assign(url);
		}
	}
	const place = () => location.pathname + location.search;
	let here = place();
	const go = (url) => swap(url, true).then((main) => { here = place(); return main; });
	addEventListener("popstate", () => {
		if (place() !== here) swap(location.href, false);
		here = place();
	});

	/* ---- filters apply themselves ---- */

	function filtersUrl(form) {
		const data = new URLSearchParams();
		for (const [name, value] of new FormData(form))
			if (value !== "" && !(name === "sort" && value === "best")) data.append(name, value);
		return form.action + (data.size ? "?" + data : "");
	}
	document.addEventListener("change", (e) => {
		if (e.target.form?.matches("[data-filters]")) go(filtersUrl(e.target.form));
	});
	document.addEventListener("submit", (e) => {
		if (!e.target.matches("[data-filters]")) return;
		e.preventDefault();
		const panel = e.target.querySelector(".filters");
		if (panel && phone.matches) { panel.open = false; scrollTo(0, 0); }
		if (filtersUrl(e.target) !== location.href) go(filtersUrl(e.target));
	});

	/* ---- choices of a product, chips and page links without a page load ---- */

	document.addEventListener("click", async (e) => {
		const link = e.target.closest("[data-choice],.chips a,[data-listing] .pages a");
		if (!link || !plain(e)) return;
		e.preventDefault();
		const paging = link.closest(".pages");
		const main = await go(link.href);
		if (!main) return;
		if (paging) scrollTo(0, 0);
		/* A choice keeps the focus by its id; a chip is gone, the next one takes over. */
		if (document.activeElement === document.body)
			(!paging && main.querySelector(".chips a, .toolbar select") || main).focus({ preventScroll: true });
	});

	/* ---- thumbnails move the gallery only, not the page ---- */

	document.addEventListener("click", (e) => {
		const link = e.target.closest(".gallery__thumbs a");
		const target = link && document.getElementById(link.hash.slice(1));
		if (!target || !plain(e)) return;
		e.preventDefault();
		target.parentElement.scrollTo({ left: target.offsetLeft - target.parentElement.offsetLeft });
	});
	/* The thumbnail of the picture that is seen is marked; `scroll` does not bubble. */
	document.addEventListener("scroll", (e) => {
		if (!e.target.matches?.(".gallery__frame")) return;
		const at = Math.round(e.target.scrollLeft / e.target.clientWidth);
		document.querySelectorAll(".gallery__thumbs a").forEach((a, i) => i === at ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current"));
	}, { capture: true, passive: true });

	/* ---- menus close on Escape and on clicks outside ---- */

	const menu = document.querySelector(".menu");
	document.addEventListener("click", (e) => { if (menu?.open && !menu.contains(e.target)) menu.open = false; });
	document.addEventListener("focusin", (e) => { if (menu?.open && !menu.contains(e.target)) menu.open = false; });
	document.addEventListener("keydown", (e) => {
		if (e.key !== "Escape") return;
		if (menu?.open) { menu.open = false; menu.querySelector("summary").focus(); }
		document.querySelectorAll(".nav__item:is(:hover, :focus-within)").forEach((item) => {
			item.classList.add("is-closed");
			const again = (left) => { if (left.type === "mouseleave" || !item.contains(left.relatedTarget)) item.classList.remove("is-closed"); };
			item.addEventListener("mouseleave", again);
			item.addEventListener("focusout", again);
		});
	});

	/* ---- the cart: its number, the small view, and putting something in ---- */

	const cartLink = () => document.querySelector("[data-cart]");
	/* Pages are the same for everybody; how much is in the cart stands in a cookie of its own. */
	function pieces() {
		const n = +(/(?:^|; )__Host-pieces=(\d+)/.exec(document.cookie)?.[1] ?? 0), mark = cartLink()?.querySelector("[data-pieces]");
		if (!mark) return;
		mark.hidden = !n;
		mark.textContent = n > 99 ? "99+" : String(n);
	}
	document.addEventListener("pieces", pieces);
	addEventListener("pageshow", pieces);

	let drawer = null;
	function openDrawer() {
		if (!drawer) {
			drawer = document.createElement("dialog");
			drawer.className = "drawer";
			drawer.setAttribute("aria-labelledby", "drawer-name");
			drawer.innerHTML = '<div class="drawer__bar"><h2 id="drawer-name" tabindex="-1"></h2><button type="button" class="drawer__close"><svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><path d="m5 5 10 10M15 5 5 15" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round"/></svg></button></div><div data-content></div>';
			drawer.querySelector("h2").textContent = cartLink().querySelector(".site-header__cart-name").textContent;
			drawer.querySelector("button").setAttribute("aria-label", cartLink().dataset.close);
			drawer.querySelector("button").addEventListener("click", () => drawer.close());
			drawer.addEventListener("click", (e) => { if (e.target === drawer) drawer.close(); });
			document.body.append(drawer);
		}
		if (!drawer.open) drawer.showModal();
		drawer.querySelector("h2").focus();
	}
	const fill = (html) => { drawer.querySelector("[data-content]").innerHTML = html; pieces(); };
	const fragment = { "X-Requested-With": "fragment" };

	document.addEventListener("click", async (e) => {
		const link = e.target.closest("[data-cart]");
		if (!link || !plain(e) || document.querySelector("[data-cart-page]") || !window.HTMLDialogElement) return;
		e.preventDefault();
		openDrawer();
		try {
			const reply = await fetch(link.dataset.cart, { headers: fragment });
			if (!reply.ok) throw new Error(String(reply.status));
			fill(await reply.text());
		} catch {
			location.assign(link.href);
		}
	});

	/* Who puts in from a list goes on looking: the number and the button change, and it is said aloud; nothing opens. */
	function quiet(form, button, text, html) {
		if (drawer) fill(html);
		pieces();
		news.textContent = "";
		setTimeout(() => { news.textContent = text.trim(); }, 50);
		const words = button.firstChild;
		if (button.classList.contains("is-added")) return;
		button.dataset.words = words.data;
		words.data = "✓ " + form.dataset.added;
		button.classList.add("is-added");
		setTimeout(() => {
			words.data = button.dataset.words;
			button.classList.remove("is-added");
		}, 2500);
	}

	/* A press of the button has a key, so that what is sent twice counts once; a new one for the next press. */
	document.addEventListener("submit", async (e) => {
		const form = e.target;
		if (!form.matches("[data-add]") || e.defaultPrevented || !window.HTMLDialogElement) return;
		e.preventDefault();
		if (form.dataset.sending) return;
		form.dataset.sending = "1";
		/* A card's button is outside the form, and says which variant. */
		const card = e.submitter?.closest(".card"), button = card ? e.submitter : form.querySelector("[type=submit]"), body = new URLSearchParams(new FormData(form));
		if (card) body.set(button.name, button.value);
		body.set("once", crypto.randomUUID());
		button.setAttribute("aria-disabled", "true");
		try {
			const reply = await fetch(form.action, { method: "POST", body, headers: fragment });
			const html = await reply.text();
			if (!html.includes("data-mini")) throw new Error(String(reply.status));
			const added = new DOMParser().parseFromString(html, "text/html").querySelector(".mini__added");
			if (card && added) quiet(form, button, added.textContent, html);
			else {
				openDrawer();
				fill(html);
			}
		} catch {
			news.textContent = "";
			news.textContent = cartLink().dataset.failed;
			if (card) location.assign(card.querySelector("a").href);
			else form.submit();
		}
		delete form.dataset.sending;
		button.removeAttribute("aria-disabled");
	});

	const search = document.querySelector("[data-suggest]");
	if (search) suggestions(search);
})();
