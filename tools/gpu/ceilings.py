#!/usr/bin/env python3
"""What the GPU and its link reach with PyTorch, to hold measured times against: products, copies on the device, copies to and from
the host."""
import json
import time

import torch


def rate(amount, action, times=10):
    action()
    torch.cuda.synchronize()
    began = time.perf_counter()
    for _ in range(times):
        action()
    torch.cuda.synchronize()
    return amount * times / (time.perf_counter() - began)


def main():
    print(json.dumps({"card": torch.cuda.get_device_name(0), "torch": torch.__version__, "cuda": torch.version.cuda}))
    size = 8192
    for kind in (torch.bfloat16, torch.float16, torch.float32):
        for tf32 in (False, True) if kind is torch.float32 else (False,):
            torch.backends.cuda.matmul.allow_tf32 = tf32
            a, b = (torch.randn(size, size, device="cuda", dtype=kind) for _ in range(2))
            name = "tf32" if tf32 else str(kind).split(".")[-1]
            print(json.dumps({f"{name}_teraflops": rate(2 * size ** 3, lambda: a @ b) / 1e12}), flush=True)
    source = torch.empty(1 << 30, dtype=torch.uint8, device="cuda")
    target = torch.empty_like(source)
    print(json.dumps({"device_copy_gigabytes_per_second": rate(2 << 30, lambda: target.copy_(source)) / 1e9}))
    part = source[:90_000_000]
    for pinned in (False, True):
        host = torch.empty(part.numel(), dtype=torch.uint8, pin_memory=pinned)
        host.fill_(1)
        kind = "pinned" if pinned else "pageable"
        print(json.dumps({f"{kind}_to_device_gigabytes_per_second": rate(part.numel(), lambda: part.copy_(host)) / 1e9,
                          f"{kind}_to_host_gigabytes_per_second": rate(part.numel(), lambda: host.copy_(part)) / 1e9}))
    small = torch.ones(16, device="cuda")
    print(json.dumps({"launches_per_second": rate(1000, lambda: [small.add_(1) for _ in range(1000)])}))


if __name__ == "__main__":
    main()
