"""Annotations of comics, read from several formats and joined to pages, and written to two of them."""

from comicenc.annotations.coco import write_coco
from comicenc.annotations.document import InvalidAnnotation
from comicenc.annotations.formats import annotate, annotate_beside
from comicenc.annotations.page_json import write_page_json

__all__ = ["InvalidAnnotation", "annotate", "annotate_beside", "write_coco", "write_page_json"]
