#!/usr/bin/env python3
"""Blanks a CUDA library's kernels for other GPUs than one, so that it compresses to a fraction; nothing moves in the file.

    python keep_architecture.py libonnxruntime_providers_cuda.so 90

The section .nv_fatbin holds fat binaries one behind another: a header (magic 0xBA55ED50, its size at 6, the size of what
follows at 8) and entries, each with a header (its size at 4, the payload's at 8, the architecture at 28) and a payload. A
loader reads the payload of the entry it chooses and of no other.
"""
import struct
import subprocess
import sys

MAGIC = 0xBA55ED50


def section(path):
    for line in subprocess.run(["readelf", "-SW", path], check=True, capture_output=True, text=True).stdout.splitlines():
        words = line.replace("[", " ").replace("]", " ").split()
        if ".nv_fatbin" in words:
            at = words.index(".nv_fatbin")
            return int(words[at + 3], 16), int(words[at + 4], 16)
    sys.exit(f"{path} has no section .nv_fatbin")


def main(path, architecture):
    start, size = section(path)
    kept = blanked = 0
    with open(path, "r+b") as file:
        file.seek(start)
        data = bytearray(file.read(size))
        at = 0
        while at + 16 <= size:
            magic, _, header, length = struct.unpack_from("<IHHQ", data, at)
            if magic != MAGIC:
                at += 8
                continue
            entry, end = at + header, at + header + length
            while entry < end:
                entry_header, payload = struct.unpack_from("<IQ", data, entry + 4)
                begin = entry + entry_header
                if struct.unpack_from("<I", data, entry + 28)[0] == architecture:
                    kept += payload
                else:
                    data[begin:begin + payload] = bytes(payload)
                    blanked += payload
                entry = begin + payload
            at = end
        if not kept:
            sys.exit(f"{path} has no kernels for sm_{architecture}")
        file.seek(start)
        file.write(data)
    print(f"{path}: kept {kept / 1e6:.1f} MB of kernels, blanked {blanked / 1e6:.1f} MB")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
