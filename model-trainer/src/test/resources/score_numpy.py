#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scores rows with an Elbow artifact, by numpy alone: a second opinion in another language.

    score_numpy.py MODEL.safetensors ROWS.csv [SCORES.csv]

ROWS.csv has a header; the model's features are taken by name, other columns are ignored, an empty cell is missing. With
a shingle longer than 1 the file is one series. A conditional model takes its condition columns by name, and the calendar
from its timestamp column: ISO-8601, or epoch milliseconds. Writes row,score,reconstruction,kl in nats, to standard output without a
third argument.
"""

import csv
import datetime
import hashlib
import json
import struct
import sys
import zoneinfo

import numpy as np

DTYPES = {"F32": "<f4", "F64": "<f8", "I64": "<i8"}
LARGEST_STANDARDIZED = 1e4
HALF_LOG_TWO_PI = 0.5 * np.log(2 * np.pi)


def open_artifact(path):
    """Returns the manifest and the tensors by name, once the digest is found to be that of the content."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack_from("<Q", content)
    header_bytes = content[8 : 8 + length]
    header = json.loads(header_bytes)
    metadata = header.pop("__metadata__")
    verify_digest(content, metadata["sha256"])
    manifest = json.loads(metadata["elbow"])
    if manifest["formatVersion"] not in (1, 2):
        raise SystemExit(f"{path}: format version {manifest['formatVersion']}, this script reads 1 and 2")
    data = content[8 + length :]
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[begin:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return manifest, tensors


def verify_digest(content, digest):
    """The digest covers the whole file with its own 64 digits replaced by zeros."""
    written = b'"sha256":"' + digest.encode("ascii") + b'"'
    blank = b'"sha256":"' + b"0" * 64 + b'"'
    if content.count(written) != 1 or hashlib.sha256(content.replace(written, blank)).hexdigest() != digest:
        raise SystemExit("sha256 of the content is not the one in the file: altered or damaged")


def read_rows(path, features):
    """Returns [rows, features], NaN where a cell is empty."""
    with open(path, newline="", encoding="utf-8") as file:
        return np.array(
            [[float(row[f]) if row[f] else np.nan for f in features] for row in csv.DictReader(file)]
        ).reshape(-1, len(features))


def standardized_shingles(rows, manifest):
    """Returns [rows, shingle * features], oldest row first, NaN where a row is not there yet."""
    mean = np.array(manifest["scaler"]["mean"])
    deviation = np.array(manifest["scaler"]["deviation"])
    z = np.clip((rows - mean) / deviation, -LARGEST_STANDARDIZED, LARGEST_STANDARDIZED)
    knee = manifest["scaler"].get("knee", 0)
    if knee:
        size = np.abs(z)
        z = np.where(size > knee, np.sign(z) * knee * (1 + np.log(np.maximum(size, knee) / knee)), z)
    still = manifest["scaler"].get("still")
    if still:
        tolerance, bound = np.array(still["tolerance"]), np.array(still["bound"])
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            size = np.abs(rows - mean) / tolerance
            limit = bound * (1 + 0.1 * np.log10(1 + np.minimum(1e6, 1e-9 * size)))
            moved = np.copysign(np.minimum(np.minimum(limit, LARGEST_STANDARDIZED), size), rows - mean)
        z = np.where(tolerance > 0, moved, z)
    z = z.astype(np.float32).astype(np.float64)
    length = manifest["spec"]["shingleLength"]
    padded = np.vstack([np.full((length - 1, z.shape[1]), np.nan), z])
    return np.hstack([padded[lag : lag + len(z)] for lag in range(length)])


def local_time(cell, zone):
    if cell.isdigit():
        utc = datetime.datetime.fromtimestamp(int(cell) / 1000, datetime.timezone.utc)
    else:
        utc = datetime.datetime.fromisoformat(cell.replace("Z", "+00:00"))
        utc = utc if utc.tzinfo else utc.replace(tzinfo=datetime.timezone.utc)
    return utc.astimezone(zoneinfo.ZoneInfo(zone))


def category(cell):
    """1.0 is 1, as other tools write whole numbers."""
    whole, point, zeros = cell.partition(".")
    return whole if point and zeros and not zeros.strip("0") and whole.lstrip("-").isdigit() else cell


def column_numbers(column, cell):
    """A condition column's numbers; NaN where the value is missing or was in no training row."""
    if column["kind"] == "numeric":
        try:
            z = (float(cell) - column["mean"]) / column["deviation"]
        except ValueError:
            z = np.nan
        return [np.clip(z, -LARGEST_STANDARDIZED, LARGEST_STANDARDIZED)]
    seen = category(cell) in column["categories"]
    return [float(c == category(cell)) if seen else np.nan for c in column["categories"]]


def calendar_numbers(part, time):
    """Sine and cosine of the part's angle, its double and its triple."""
    hour = (time.hour + time.minute / 60) / 24
    angle = 2 * np.pi * {"hour": hour, "weekday": time.weekday() / 7, "month": (time.month - 1) / 12}[part]
    return [f(k * angle) for k in (1, 2, 3) for f in (np.sin, np.cos)]


def read_conditions(path, manifest):
    """Returns [rows, numbers], NaN where a value is unseen; no numbers for an unconditional model."""
    conditions = manifest.get("conditions", {"columns": [], "calendar": [], "zone": "UTC"})
    rows = []
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            numbers = []
            for column in conditions["columns"]:
                numbers += column_numbers(column, row[column["name"]])
            for part in conditions["calendar"]:
                numbers += calendar_numbers(part, local_time(row[manifest["timestampColumn"]], conditions["zone"]))
            rows.append(numbers)
    return np.array(rows, dtype=np.float32).astype(np.float64).reshape(len(rows), -1)


def unseen_nats(path, manifest):
    """What a category that no training row had adds to the divergence, [rows]."""
    columns = [c for c in manifest.get("conditions", {"columns": []})["columns"] if c["kind"] == "categorical"]
    with open(path, newline="", encoding="utf-8") as file:
        new = [
            any(row[c["name"]] and category(row[c["name"]]) not in c["categories"] for c in columns)
            for row in csv.DictReader(file)
        ]
    return manifest.get("unseenCost", 0) * np.array(new, dtype=float)


def linear(tensors, name, x):
    return x @ tensors[name + ".weight"].astype(np.float64).T + tensors[name + ".bias"].astype(np.float64)


def sigmoid(x):
    return np.exp(-np.logaddexp(0, -x))


def silu(x):
    return x * sigmoid(x)


def silu_tanh(x):
    quarter = x.shape[-1] // 4
    return np.concatenate([silu(x[..., :quarter]), np.tanh(x[..., quarter:])], axis=-1)


ACTIVATIONS = {"silu": silu, "relu": lambda x: np.maximum(x, 0), "tanh": np.tanh, "silu-tanh": silu_tanh}


def log_sum_exp(x):
    """Over the first axis, without overflow."""
    largest = x.max(axis=0)
    return largest + np.log(np.exp(x - largest).sum(axis=0))


def hidden_layers(spec, tensors, name, x):
    activation = "silu" if name == "encoder" and spec["activation"] == "silu-tanh" else spec["activation"]
    for i in range(len(spec["hidden"])):
        x = ACTIVATIONS[activation](linear(tensors, f"{name}.{i}", x))
    return x


def gaussian_nats(x, mean, variance):
    return HALF_LOG_TWO_PI + 0.5 * (np.log(variance) + (x - mean) ** 2 / variance)


def reconstruction_nats(spec, tensors, x, z, c):
    """-log p(x given z and c), [rows, inputs]."""
    top = hidden_layers(spec, tensors, "decoder", np.hstack([z, c]))
    output = linear(tensors, "decoder.output", top)
    if spec.get("decoderOutput") == "sigmoid":
        output = sigmoid(output)
    least = spec["sigma"] ** 2
    likelihood = spec["likelihood"]
    if likelihood == "gaussian":
        return gaussian_nats(x, output, least)
    if likelihood == "gaussian-feature":
        raw = tensors["observation-log-variance"].astype(np.float64)
        return gaussian_nats(x, output, least + np.exp(np.clip(raw, -20, 20)))
    if likelihood == "gaussian-record":
        raw = linear(tensors, "decoder.observation-log-variance", top)
        return gaussian_nats(x, output, least + np.exp(np.clip(raw, -20, 20)))
    if likelihood == "bernoulli":
        return np.logaddexp(0, output) - x * output
    raise SystemExit(f"likelihood {likelihood} is not known to this script")


def pca_terms(tensors, x, missing):
    mean = tensors["pca.mean"].astype(np.float64)
    components = tensors["pca.components"].astype(np.float64)
    centred = np.where(missing, 0.0, x - mean)
    variance = np.exp(tensors["pca.log-variance"].astype(np.float64))
    return gaussian_nats(centred, centred @ components.T @ components, variance), np.zeros(len(x))


def mixture_terms(tensors, x, missing):
    logits = tensors["mixture.weight-logits"].astype(np.float64)
    log_weights = (logits - log_sum_exp(logits))[:, None]
    means = tensors["mixture.means"].astype(np.float64)[:, None, :]
    variances = np.exp(tensors["mixture.log-variances"].astype(np.float64))[:, None, :]
    nats = np.where(missing, 0.0, gaussian_nats(x, means, variances))
    log_joint = log_weights - nats.sum(axis=2)
    log_responsibilities = log_joint - log_sum_exp(log_joint)
    responsibilities = np.exp(log_responsibilities)
    kl = (responsibilities * (log_responsibilities - log_weights)).sum(axis=0)
    return (responsibilities[:, :, None] * nats).sum(axis=0), kl


def prior_mean(tensors, conditions):
    """mu_c, [rows, latents], an unseen number entering as its mean over the training rows; 0 without a condition."""
    if "prior.mean.weight" not in tensors:
        return 0.0
    known = np.where(np.isnan(conditions), tensors["prior.condition"].astype(np.float64), conditions)
    return linear(tensors, "prior.mean", known)


def score(manifest, tensors, inputs, conditions):
    """Returns reconstruction and KL of each row, a missing input costing its baseline."""
    missing = np.isnan(inputs)
    x = np.where(missing, 0.0, inputs)
    nats, kl = terms(manifest["spec"], tensors, x, missing, conditions)
    return np.where(missing, np.array(manifest["baselines"]), nats).sum(axis=1), kl


def terms(spec, tensors, x, missing, conditions):
    """Returns the nats of each input, [rows, inputs], and the divergence of each row: the mean of the members'."""
    if spec.get("members", 1) == 1:
        return terms_of_one(spec, tensors, x, missing, conditions)
    each = [terms_of_one(spec, of_member(tensors, m), x, missing, conditions) for m in range(spec["members"])]
    return np.mean([nats for nats, _ in each], axis=0), np.mean([kl for _, kl in each], axis=0)


def of_member(tensors, member):
    prefix = f"member.{member}."
    return {name[len(prefix) :]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def terms_of_one(spec, tensors, x, missing, conditions):
    family = spec.get("family", "vae")
    if family == "pca":
        return pca_terms(tensors, x, missing)
    if family == "gaussian-mixture":
        return mixture_terms(tensors, x, missing)
    in_network = spec.get("conditionDim", 0) > 0 and spec["conditionIn"] != "prior"
    c = np.nan_to_num(conditions) if in_network else np.zeros((len(x), 0))
    reach = spec.get("encoderReach", np.inf)
    top = hidden_layers(spec, tensors, "encoder", np.hstack([np.clip(x, -reach, reach), c]))
    mean = linear(tensors, "encoder.mean", top)
    if family == "autoencoder":
        return reconstruction_nats(spec, tensors, x, mean, c), np.zeros(len(x))
    return vae_terms(spec, tensors, x, missing, conditions, mean, top, c)


def vae_terms(spec, tensors, x, missing, conditions, mean, top, c):
    log_variance = np.clip(linear(tensors, "encoder.log-variance", top) - 1, -12, 6)
    shift = prior_mean(tensors, conditions)
    kl = 0.5 * ((mean - shift) ** 2 + np.exp(log_variance) - log_variance - 1).sum(axis=1)
    noise = tensors.get("noise", np.zeros((1, mean.shape[1]))).astype(np.float64)
    points = [mean + np.exp(log_variance / 2) * draw for draw in noise]
    nats = np.array([reconstruction_nats(spec, tensors, x, z, c) for z in points])
    bound = spec.get("bound", "elbo")
    if bound == "elbo":
        return nats.mean(axis=0), kl
    divergences = np.array(
        [0.5 * ((z - shift) ** 2 - draw**2 - log_variance).sum(axis=1) for z, draw in zip(points, noise)]
    )
    if bound == "sgvb":
        return nats.mean(axis=0), divergences.mean(axis=0)
    present = np.where(missing, 0.0, nats)
    log_weights = -present.sum(axis=2) - divergences
    total = log_sum_exp(log_weights)
    weighted = (np.exp(log_weights - total)[:, :, None] * present).sum(axis=0)
    return weighted, np.log(len(noise)) - total - weighted.sum(axis=1)


def main(arguments):
    if len(arguments) not in (2, 3):
        raise SystemExit(__doc__)
    manifest, tensors = open_artifact(arguments[0])
    rows = read_rows(arguments[1], manifest["featureNames"])
    conditions = read_conditions(arguments[1], manifest)
    reconstruction, kl = score(manifest, tensors, standardized_shingles(rows, manifest), conditions)
    kl = kl + unseen_nats(arguments[1], manifest)
    out = open(arguments[2], "w", encoding="utf-8") if len(arguments) == 3 else sys.stdout
    with out:
        out.write("row,score,reconstruction,kl\n")
        for row, (r, k) in enumerate(zip(reconstruction.tolist(), kl.tolist())):
            out.write(f"{row},{r + k!r},{r!r},{k!r}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
