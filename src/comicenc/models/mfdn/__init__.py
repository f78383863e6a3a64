"""MFDN; importing this makes plain `AutoModel` and its kin know it."""

from transformers import (
    AutoConfig,
    AutoImageProcessor,
    AutoModel,
    AutoModelForImageClassification,
    AutoProcessor,
    AutoTokenizer,
)

from .configuration_mfdn import SPECIAL_TOKENS, MFDNConfig
from .masking import IGNORED, mask_ratio, mask_tags
from .modeling_mfdn import MFDNForImageClassification, MFDNModel, MFDNOutput
from .processing_mfdn import MFDNImageProcessor, MFDNProcessor
from .tokenization_mfdn import TagTokenizer

AutoConfig.register(MFDNConfig.model_type, MFDNConfig)
AutoModel.register(MFDNConfig, MFDNModel)
AutoModelForImageClassification.register(MFDNConfig, MFDNForImageClassification)
AutoImageProcessor.register(MFDNConfig, slow_image_processor_class=MFDNImageProcessor)
AutoTokenizer.register(MFDNConfig, TagTokenizer)
AutoProcessor.register(MFDNConfig, MFDNProcessor)

__all__ = [
    "IGNORED",
    "SPECIAL_TOKENS",
    "MFDNConfig",
    "MFDNForImageClassification",
    "MFDNImageProcessor",
    "MFDNModel",
    "MFDNOutput",
    "MFDNProcessor",
    "TagTokenizer",
    "mask_ratio",
    "mask_tags",
]
