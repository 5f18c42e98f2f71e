# filled by its layer
include t/load/module.mk
