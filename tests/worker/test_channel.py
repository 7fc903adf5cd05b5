"""The channel between worker and checker: whole messages, descriptors, deadlines, a peer that goes away."""

import os
import threading

import pytest

from worker.channel import Channel, ChannelClosed, DeadlinePassed

pytestmark = pytest.mark.unit


@pytest.fixture
def ends():
    ours, theirs = Channel.pair()
    other = Channel(theirs)
    yield ours, other
    ours.close()
    other.close()


def test_body_and_bytes_arrive_whole_even_when_larger_than_a_socket_buffer(ends):
    ours, other = ends
    data = os.urandom(3_000_000)
    sender = threading.Thread(target=ours.send, args=({"do": "grade", "text": "é" * 1000},), kwargs={"data": data})
    sender.start()
    message = other.receive(timeout_s=10)
    sender.join()
    assert message.body == {"do": "grade", "text": "é" * 1000}
    assert message.data == data


def test_messages_keep_their_order_and_their_borders(ends):
    ours, other = ends
    for number in range(50):
        ours.send({"n": number}, data=bytes([number]) * number)
    received = [other.receive(timeout_s=5) for _ in range(50)]
    assert [m.body["n"] for m in received] == list(range(50))
    assert [len(m.data) for m in received] == list(range(50))


def test_a_descriptor_travels_with_its_message(ends):
    ours, other = ends
    read_end, write_end = os.pipe()
    ours.send({"take": 1}, fds=(write_end,))
    os.close(write_end)
    (received,) = other.receive(timeout_s=5).fds
    os.write(received, b"through")
    os.close(received)
    assert os.read(read_end, 100) == b"through"
    os.close(read_end)


def test_silence_ends_at_the_deadline(ends):
    with pytest.raises(DeadlinePassed):
        ends[0].receive(timeout_s=0.05)


def test_a_peer_that_goes_away_is_an_error_on_both_calls(ends):
    ours, other = ends
    other.close()
    with pytest.raises(ChannelClosed):
        ours.receive(timeout_s=5)
    with pytest.raises(ChannelClosed):
        ours.send({"x": "y" * 5_000_000})
