"""A shop without pages, for tests of the operator's command: a database of its own in a private MariaDB."""
import csv
import hashlib
import io
import os
import shutil
import subprocess
import tempfile

from site_under_test import TOP, Skip

BUILD = os.environ.get("MERCER_BUILD", TOP + "/build")
MERCER = BUILD + "/bin/mercer/mercer"
DATA = os.environ.get("MERCER_DATA", os.path.join(os.path.dirname(TOP), "shared/data"))
csv.field_size_limit(1 << 26)


def data(path):
    full = os.path.join(DATA, path)
    if not os.path.exists(full):
        raise Skip("%s is not here" % full)
    return full


class Servers:
    """One MariaDB for all shops of the test run, started when the first is asked for."""
    dir = env = None

    @classmethod
    def start(cls):
        if cls.dir:
            return
        cls.dir = tempfile.mkdtemp(prefix="mercer-import-")
        out = subprocess.run([TOP + "/t/support/servers", "start", cls.dir], check=True, text=True, stdout=subprocess.PIPE).stdout
        for account in ("mercer", "catalog"):  # all are mercer_test here: every shop's own accounts would be those of the last one
            shutil.copy(cls.dir + "/secrets/test", cls.dir + "/secrets/" + account)
        cls.env = dict(line[len("export "):].replace("'", "").split("=", 1) for line in out.splitlines())

    @classmethod
    def stop(cls):
        if cls.dir:
            subprocess.run([TOP + "/t/support/servers", "stop", cls.dir], check=True)
            shutil.rmtree(cls.dir, ignore_errors=True)
            cls.dir = None


class Run:
    def __init__(self, done):
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    def __str__(self):
        return "status %d\n%s%s" % (self.status, self.out[-1500:], self.err[-1500:])


class Shop:
    count = 0

    def __init__(self):
        Servers.start()
        Shop.count += 1
        self.name = "shop_%d" % Shop.count
        self.dir = os.path.join(Servers.dir, self.name)
        os.mkdir(self.dir)
        self.env = {**{k: v for k, v in os.environ.items() if not k.startswith("MERCER_")}, **Servers.env, "MERCER_DB_NAME": self.name, "MERCER_DB_USER": "mercer_test",
                    "MERCER_SQL_PATH": TOP + "/sql", "MERCER_SEARCH_PATH": self.dir + "/search",
                    "MERCER_LOG_LEVEL": "fatal", "MERCER_DB_STATEMENT_TIMEOUT": "60s"}
        self.sql("CREATE DATABASE %s" % self.name, "")
        done = self.mercer("migrate")
        assert done.status == 0, done

    def sql(self, text, database=None):
        return subprocess.run(["mariadb", "--no-defaults", "-N", "-B", "-S", Servers.env["MERCER_DB_SOCKET"], "-uroot",
                               *([self.name] if database is None else []), "-e", text], check=True, text=True, stdout=subprocess.PIPE).stdout

    def command(self, *args):
        return [MERCER, *args]

    def mercer(self, *args, **more):
        return Run(subprocess.run(self.command(*args), env=self.env, text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  timeout=600, **more))

    def file(self, name, content):
        path = os.path.join(self.dir, name)
        with open(path, "wb") as f:
            f.write(content if isinstance(content, bytes) else content.encode())
        return path

    def load(self, path, *options, status=0):
        if path.startswith(DATA) and "--errors" not in options:
            options += ("--errors", self.dir + "/errors.csv")
        done = self.mercer("import", "--quiet", *options, "products", path)
        assert done.status == status, "import of %s: %s" % (path, done)
        return done

    def load_text(self, content, *options, name="products.csv", status=0):
        return self.load(self.file(name, content), *options, status=status)

    def export(self):
        path = os.path.join(self.dir, "export.csv")
        done = self.mercer("export", "products", path)
        assert done.status == 0, done
        with open(path, "rb") as f:
            return f.read()

    def rows(self):
        return list(csv.DictReader(io.StringIO(self.export().decode(), newline="")))

    def products(self):
        """Rows of the export by handle."""
        out = {}
        for row in self.rows():
            out.setdefault(row["URL handle"], []).append(row)
        return out

    def checksum(self):
        """Of all tables but the one of imports under way, which says itself what it is."""
        tables = [t for t in self.sql("SHOW TABLES").split() if t not in ("import_job", "id_block")]
        return hashlib.sha256(self.sql("CHECKSUM TABLE %s EXTENDED" % ", ".join(tables)).encode()).hexdigest()
