"""Manga-MMTL; importing this makes plain `AutoModel` and its kin know it."""

from transformers import AutoConfig, AutoImageProcessor, AutoModel, AutoProcessor

from .configuration_manga_mmtl import MangaMMTLConfig
from .modeling_manga_mmtl import MangaMMTLModel, MangaMMTLOutput
from .processing_manga_mmtl import MangaMMTLImageProcessor, MangaMMTLProcessor
from .tokenization_manga_mmtl import wordpiece_tokenizer

AutoConfig.register(MangaMMTLConfig.model_type, MangaMMTLConfig)
AutoModel.register(MangaMMTLConfig, MangaMMTLModel)
AutoImageProcessor.register(MangaMMTLConfig, slow_image_processor_class=MangaMMTLImageProcessor)
AutoProcessor.register(MangaMMTLConfig, MangaMMTLProcessor)

__all__ = [
    "MangaMMTLConfig",
    "MangaMMTLImageProcessor",
    "MangaMMTLModel",
    "MangaMMTLOutput",
    "MangaMMTLProcessor",
    "wordpiece_tokenizer",
]
