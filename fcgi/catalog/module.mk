# fcgi/catalog: built once lib/web and lib/shop are there
