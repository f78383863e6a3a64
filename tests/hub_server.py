"""A Hub on loopback, as much of one as `huggingface_hub` needs to create, commit and download.

`with serving() as (url, hub):` gives the address for `client_environment`. A client reads that when it is
imported, so it runs in a process of its own.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import parse_qs, unquote, urlsplit

LARGE = (".safetensors", ".parquet")


@dataclass
class Repo:
    """One repository: every commit's files, by commit."""

    commits: dict[str, dict[str, bytes]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    private: bool = False

    def commit(self, files: dict[str, bytes], branch: str = "main") -> str:
        content = repr(sorted((path, hashlib.sha256(data).hexdigest()) for path, data in files.items()))
        oid = hashlib.sha1(f"{len(self.commits)} {content}".encode()).hexdigest()
        self.commits[oid] = files
        self.branches[branch] = oid
        return oid

    def find(self, revision: str) -> str | None:
        oid = self.branches.get(revision, revision)
        return oid if oid in self.commits else None


@dataclass
class Hub:
    """What the server holds."""

    repos: dict[str, Repo] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


@contextmanager
def serving() -> Iterator[tuple[str, Hub]]:
    """Serve an empty Hub; gives its address and what it holds."""
    hub = Hub()

    class Handler(_Handler):
        held = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", hub
    finally:
        server.shutdown()
        server.server_close()


def client_environment(url: str, home: Path) -> dict[str, str]:
    """Environment of a process whose Hub is at `url`, and which knows nothing of another."""
    return os.environ | {
        "HF_ENDPOINT": url,
        "HF_HOME": str(home),
        "HF_TOKEN": "t",
        "HF_HUB_OFFLINE": "0",
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    }


class _Handler(BaseHTTPRequestHandler):
    """Requests, routed on the raw path, since revisions arrive quoted."""

    held: Hub
    protocol_version = "HTTP/1.1"
    ROUTES = (
        ("POST", r"/api/repos/create", "create"),
        ("POST", r"/api/validate-yaml", "validate"),
        ("GET", r"/api/models/([^/]+/[^/]+)(?:/revision/([^/]+))?", "info"),
        ("GET", r"/api/models/([^/]+/[^/]+)/tree/([^/]+)", "tree"),
        ("POST", r"/api/models/([^/]+/[^/]+)/preupload/([^/]+)", "preupload"),
        ("POST", r"/([^/]+/[^/]+)\.git/info/lfs/objects/batch", "batch"),
        ("PUT", r"/blobs/(\w+)", "put_blob"),
        ("POST", r"/blobs/verify", "verify"),
        ("POST", r"/api/models/([^/]+/[^/]+)/commit/([^/]+)", "commit"),
        ("HEAD", r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", "resolve"),
        ("GET", r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", "resolve"),
    )

    def route(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        for method, pattern, name in self.ROUTES:
            match = re.fullmatch(pattern, path)
            if method == self.command and match:
                with self.held.lock:
                    return getattr(self, name)(*(part and unquote(part) for part in match.groups()))
        self.answer({"error": "no such address"}, 404)

    do_GET = do_POST = do_PUT = do_HEAD = route

    def answer(self, content: object, status: int = 200, headers: dict[str, str] | None = None) -> None:
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def missing(self, code: str, headers: dict[str, str] | None = None) -> None:
        headers = {"X-Error-Code": code, "X-Error-Message": code, **(headers or {})}
        self.answer({"error": code}, 404, headers)

    def at(self, repo: str, revision: str | None) -> tuple[str, dict[str, bytes]] | None:
        """The commit and its files, or an answer that there is none."""
        if repo not in self.held.repos:
            return self.missing("RepoNotFound")
        oid = self.held.repos[repo].find(revision or "main")
        return self.missing("RevisionNotFound") if oid is None else (oid, self.held.repos[repo].commits[oid])

    def create(self) -> None:
        asked = json.loads(self.body)
        name = f"{asked.get('organization') or 'user'}/{asked['name']}"
        there = name in self.held.repos
        if not there:
            self.held.repos[name] = Repo(
                private=asked.get("visibility") == "private" or bool(asked.get("private"))
            )
            self.held.repos[name].commit({".gitattributes": b""})
        url = f"http://{self.headers['Host']}/{name}"
        self.answer({"url": url, "error": "exists"} if there else {"url": url}, 409 if there else 200)

    def validate(self) -> None:
        self.answer({"errors": [], "warnings": []})

    def info(self, repo: str, revision: str | None) -> None:
        if found := self.at(repo, revision):
            siblings = [{"rfilename": path} for path in sorted(found[1])]
            self.answer({"id": repo, "sha": found[0], "private": False, "tags": [], "siblings": siblings})

    def tree(self, repo: str, revision: str) -> None:
        if found := self.at(repo, revision):
            self.answer([_node(path, data) for path, data in sorted(found[1].items())])

    def preupload(self, repo: str, revision: str) -> None:
        if self.at(repo, revision):
            files = [
                {
                    "path": each["path"],
                    "uploadMode": "lfs" if each["path"].endswith(LARGE) else "regular",
                    "shouldIgnore": False,
                    "oid": None,
                }
                for each in json.loads(self.body)["files"]
            ]
            self.answer({"files": files})

    def batch(self, repo: str) -> None:
        here = f"http://{self.headers['Host']}/blobs"
        objects = [
            {
                **each,
                "actions": {
                    "upload": {"href": f"{here}/{each['oid']}"},
                    "verify": {"href": f"{here}/verify"},
                },
            }
            for each in json.loads(self.body)["objects"]
        ]
        self.answer({"transfer": "basic", "objects": objects})

    def put_blob(self, oid: str) -> None:
        self.held.blobs[oid] = self.body
        good = hashlib.sha256(self.body).hexdigest() == oid
        self.answer({}, 200 if good else 400)

    def verify(self) -> None:
        asked = json.loads(self.body)
        self.answer({}, 200 if len(self.held.blobs.get(asked["oid"], b"")) == asked["size"] else 404)

    def commit(self, repo: str, revision: str) -> None:
        if not (found := self.at(repo, revision)):
            return
        files = dict(found[1])
        for line in self.body.decode().splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif entry["key"] == "lfsFile":
                files[value["path"]] = self.held.blobs[value["oid"]]
            elif entry["key"] == "deletedFile":
                del files[value["path"]]
        pull_request = "create_pr=1" in self.path or parse_qs(urlsplit(self.path).query).get("create_pr")
        branch = "refs/pr/1" if pull_request else revision
        oid = self.held.repos[repo].commit(files, branch)
        url = f"http://{self.headers['Host']}/{repo}"
        done = {"success": True, "commitOid": oid, "commitUrl": f"{url}/commit/{oid}"}
        self.answer({**done, "pullRequestUrl": f"{url}/discussions/1"} if pull_request else done)

    def resolve(self, repo: str, revision: str, path: str) -> None:
        if not (found := self.at(repo, revision)):
            return
        oid, files = found
        if path not in files:
            return self.missing("EntryNotFound", {"X-Repo-Commit": oid})
        data = files[path]
        headers = {
            "X-Repo-Commit": oid,
            "ETag": f'"{hashlib.sha1(data).hexdigest()}"',
            "Accept-Ranges": "bytes",
        }
        if path.endswith(LARGE):
            headers |= {
                "X-Linked-Etag": f'"{hashlib.sha256(data).hexdigest()}"',
                "X-Linked-Size": str(len(data)),
            }
        self.answer(data, 200, headers)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def _node(path: str, data: bytes) -> dict:
    node = {"type": "file", "path": path, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}
    if path.endswith(LARGE):
        node["lfs"] = {"oid": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 100}
    return node
