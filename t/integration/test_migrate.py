"""mercer migrate: killed at any instant it goes on where it was; a changed file is refused; a second run has nothing to do."""
import random
import shutil
import subprocess
import time

from own_shop import Shop
from site_under_test import TOP


class Empty(Shop):
    """A database without a schema."""

    def __init__(self):
        migrate, self.mercer = self.mercer, lambda *a, **k: type("Fine", (), {"status": 0})()
        super().__init__()
        self.mercer = migrate

    def schema(self):
        """Every table as the server would write it, without what differs between equal schemas."""
        out = []
        for table in sorted(t for t in self.sql("SHOW TABLES").split() if t != "schema_file"):
            out.append(self.sql("SHOW CREATE TABLE `%s`" % table))
        return "".join(out)


def test_a_killed_migration_goes_on():
    whole = Shop()
    expected = Empty.schema(whole)
    rng = random.Random(7)
    kills = 0
    shop = Empty()
    for _ in range(60):
        run = subprocess.Popen(shop.command("migrate"), env=shop.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.005, 0.12))
        if run.poll() is None:
            run.kill()
            kills += 1
        run.wait()
        if run.returncode == 0:
            break
    done = shop.mercer("migrate")
    assert done.status == 0, done
    assert kills >= 2, "the migration was too quick to be killed: %d" % kills
    assert shop.schema() == expected
    assert int(shop.sql("SELECT COUNT(*) FROM id_block")) == int(whole.sql("SELECT COUNT(*) FROM id_block"))


def test_a_second_run_changes_nothing():
    shop = Shop()
    before = Empty.schema(shop)
    done = shop.mercer("migrate")
    assert done.status == 0, done
    assert Empty.schema(shop) == before


def test_dry_run_changes_nothing():
    shop = Empty()
    done = shop.mercer("migrate", "--dry-run")
    assert done.status == 0 and "0001" in done.out + done.err, done
    assert shop.sql("SHOW TABLES") == ""


def test_a_changed_file_is_refused():
    shop = Shop()
    copy = shop.dir + "/sql"
    shutil.copytree(TOP + "/sql/schema", copy + "/schema")
    shutil.copytree(TOP + "/sql/grants", copy + "/grants")
    with open(copy + "/schema/0001_catalog.sql", "a") as f:
        f.write("-- one line more\n")
    shop.env["MERCER_SQL_PATH"] = copy
    done = shop.mercer("migrate")
    assert done.status != 0 and "0001_catalog.sql" in done.out + done.err, done


def test_sets_of_rights():
    shop = Shop()
    copy = shop.dir + "/sql"
    shutil.copytree(TOP + "/sql/schema", copy + "/schema")
    shutil.copytree(TOP + "/sql/grants", copy + "/grants")
    with open(copy + "/grants/probe.sql", "w") as f:
        f.write("GRANT @probing@ TO @account@;\nGRANT SELECT ON tag TO @account@;\n")
    shop.env["MERCER_SQL_PATH"] = copy
    done = shop.mercer("migrate")
    assert done.status != 0 and "no set 'probing'" in done.out + done.err, done
    with open(copy + "/grants/sets/probing.sql", "w") as f:
        f.write("-- For a test.\nGRANT SELECT ON brand TO @account@;\n")
    done = shop.mercer("migrate")
    assert done.status == 0 and "mercer_probe: 2 rights" in done.out + done.err, done
    rights = shop.sql("SELECT table_name FROM information_schema.table_privileges WHERE grantee LIKE '%mercer_probe%' ORDER BY table_name").split()
    assert rights == ["brand", "tag"], rights


def test_two_at_once_run_it_once():
    shop = Empty()
    runs = [subprocess.Popen(shop.command("migrate"), env=shop.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(4)]
    out = [r.communicate()[0] for r in runs]
    assert [r.returncode for r in runs] == [0, 0, 0, 0], out
    assert int(shop.sql("SELECT COUNT(*) FROM schema_file WHERE done = statements")) >= 1
