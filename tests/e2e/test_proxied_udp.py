"""Nothing of a page goes past the account's proxy, not even what a page sends without a connection."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from automation.browser.pool import BrowserPool
from automation.browser.proxies import Way

# Resolves once the browser has done all it will to find ways out, the asking of this server among it.
ASK = """port => new Promise(done => {
  const peer = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:' + port}]});
  peer.onicecandidate = found => { if (!found.candidate) done(); };
  setTimeout(done, 3000);
  peer.createDataChannel('any');
  peer.createOffer().then(offer => peer.setLocalDescription(offer)); })"""


@pytest.fixture
def stun() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as found:
        found.bind(("127.0.0.1", 0))
        found.setblocking(False)
        yield found


async def test_no_datagram_goes_past_the_proxy(stun: socket.socket) -> None:
    pool = BrowserPool()
    try:
        async with pool.page("alice", way=Way("http://127.0.0.1:9")) as page:
            await page.evaluate(ASK, stun.getsockname()[1])
    finally:
        await pool.stop()
    with pytest.raises(BlockingIOError):
        stun.recv(2000)
