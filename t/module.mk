# Tests that belong to no single layer; the suites of a layer are in its own module.mk.
include t/load/module.mk
include t/fuzz/module.mk
include t/integration/module.mk
include t/prove/module.mk
include t/check/module.mk
