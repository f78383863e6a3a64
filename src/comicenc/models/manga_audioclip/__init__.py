"""MangaAudioCLIP; importing this makes plain `AutoModel` and its kin know it."""

from transformers import (
    AutoConfig,
    AutoFeatureExtractor,
    AutoImageProcessor,
    AutoModel,
    AutoProcessor,
    AutoTokenizer,
    CLIPTokenizer,
)

from .configuration_manga_audioclip import MangaAudioCLIPConfig
from .modeling_manga_audioclip import MangaAudioCLIPModel, MangaAudioCLIPOutput, pooled
from .processing_manga_audioclip import (
    MangaAudioCLIPFeatureExtractor,
    MangaAudioCLIPImageProcessor,
    MangaAudioCLIPProcessor,
)
from .tokenization_manga_audioclip import clip_tokenizer

AutoConfig.register(MangaAudioCLIPConfig.model_type, MangaAudioCLIPConfig)
AutoModel.register(MangaAudioCLIPConfig, MangaAudioCLIPModel)
AutoImageProcessor.register(MangaAudioCLIPConfig, slow_image_processor_class=MangaAudioCLIPImageProcessor)
AutoFeatureExtractor.register(MangaAudioCLIPConfig, MangaAudioCLIPFeatureExtractor)
AutoTokenizer.register(MangaAudioCLIPConfig, CLIPTokenizer)
AutoProcessor.register(MangaAudioCLIPConfig, MangaAudioCLIPProcessor)

__all__ = [
    "MangaAudioCLIPConfig",
    "MangaAudioCLIPFeatureExtractor",
    "MangaAudioCLIPImageProcessor",
    "MangaAudioCLIPModel",
    "MangaAudioCLIPOutput",
    "MangaAudioCLIPProcessor",
    "clip_tokenizer",
    "pooled",
]
