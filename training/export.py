"""LightGBM's trees ─▶ the bytes that src/strip/model/forest.rs reads."""
import struct

import numpy as np

MAGIC, VERSION, LEAF = b'SPGF', 1, 0x80


def threshold(value):
    """The largest f32 that is at most the threshold, so that f32 rows go the same way as in f64."""
    t = np.float32(value)
    return np.nextafter(t, np.float32(-np.inf), dtype=np.float32) if float(t) > value else t


def tree(structure, columns):
    nodes, leaves = [], []

    def walk(node):
        if 'leaf_value' in node:
            leaves.append(np.float32(node['leaf_value']))
            return LEAF | (len(leaves) - 1)
        at = len(nodes)
        nodes.append(None)
        left = walk(node['left_child'])
        right = walk(node['right_child'])
        assert node['decision_type'] == '<='
        nodes[at] = (columns[node['split_feature']], threshold(node['threshold']), left, right)
        return at

    walk(structure)
    out = struct.pack('<B', len(nodes))
    for feature, value, left, right in nodes:
        out += struct.pack('<HfBB', feature, value, left, right)
    return out + b''.join(struct.pack('<f', v) for v in leaves)


class Mean:
    """Boosters of equal length whose sums are averaged: one forest, in which their trees take turns."""

    def __init__(self, boosters):
        self.boosters = boosters

    def dump_model(self):
        trees = zip(*(booster.dump_model()['tree_info'] for booster in self.boosters))
        return {'tree_info': [self.share(tree) for turn in trees for tree in turn]}

    def share(self, tree):
        def lower(node):
            if 'leaf_value' in node:
                node['leaf_value'] /= len(self.boosters)
            else:
                lower(node['left_child'])
                lower(node['right_child'])
        lower(tree['tree_structure'])
        return tree

    def predict(self, rows, raw_score=False, num_iteration=None):
        """`num_iteration` counts the trees of all, in turns."""
        each = None if num_iteration is None else num_iteration // len(self.boosters)
        z = np.mean([b.predict(rows, raw_score=True, num_iteration=each) for b in self.boosters], axis=0)
        return z if raw_score else 1 / (1 + np.exp(-z))


def forest(booster, columns, exits=()):
    """`columns`: the row's column of each of the booster's features. `exits`: pairs of a number of trees and the sum below which a row leaves there."""
    trees = booster.dump_model()['tree_info']
    out = struct.pack('<H', len(exits))
    for count, below in exits:
        out += struct.pack('<Hf', count, below)
    out += struct.pack('<H', len(trees))
    return out + b''.join(tree(t['tree_structure'], columns) for t in trees)


def model(fingerprint, floor, forests):
    head = MAGIC + struct.pack('<HIfB', VERSION, fingerprint, floor, len(forests))
    return head + b''.join(forests)
